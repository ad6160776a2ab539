"""Cut text into bigrams, by which the public register is searched from two characters on."""

import unicodedata
from operator import add


def normalized(text: str) -> str:
    """Fold width, compatibility forms and case, so that what looks the same is found."""
    return unicodedata.normalize("NFKC", text).lower()


def bigrams(text: str) -> set[str]:
    """Return every pair of neighbouring characters of a text, within its words."""
    return {pair for word in normalized(text).split() for pair in map(add, word, word[1:])}
