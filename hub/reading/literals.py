"""Write the few literals of a compiled statement; what comes from outside is a parameter."""

import re
from collections.abc import Iterable, Mapping

_PLAIN = re.compile(r"([0-9]+x?:)?[A-Za-z][A-Za-z0-9_]*(#[0-9]+)?", re.ASCII)


def text_literal(word: str) -> str:
    """Quote a field key, a cell's name, labelled or not, or an enum's word; all else is a bug."""
    if not _PLAIN.fullmatch(word):
        raise ValueError("not a plain word")
    return f"'{word}'"


def text_array(words: Iterable[str]) -> str:
    """Write plain words as an array."""
    return f"ARRAY[{', '.join(map(text_literal, sorted(words)))}]::text[]"


def by_entry(column: str, texts: Mapping[int, str]) -> str:
    """Write what depends on the entry in a column; entries of one text share it.

    PostgreSQL makes ready every arm for each execution, whichever is taken.
    """
    alike: dict[str, list[str]] = {}
    for entry_id, text in texts.items():
        alike.setdefault(text, []).append(str(entry_id))
    arms = " ".join(
        f"WHEN {column} IN ({', '.join(ids)}) THEN {text}" for text, ids in alike.items()
    )
    return f"CASE {arms} END" if arms else "NULL"
