"""What is said on pages: in Chinese and English, side by side."""

from enum import StrEnum
from typing import NamedTuple


class Language(StrEnum):
    """The languages that pages are written in."""

    ZH = "zh"
    EN = "en"


class Words(NamedTuple):
    """One thing said in both languages."""

    zh: str
    en: str

    def told(self, language: Language) -> str:
        """Return it in a language."""
        return self.zh if language is Language.ZH else self.en
