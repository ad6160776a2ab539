"""The documents of the pages: read once from their folders, and nothing else is ever asked."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent


class DocumentMissingError(LookupError):
    """A page asks with a document that is not in its folder: a bug, and nothing is asked."""


class Documents:
    """The text of each document, by the folder of its page and its name."""

    def __init__(self, root: Path = HERE) -> None:
        """Read every document below a folder."""
        files = sorted(root.rglob("*.graphql"))
        self._texts: Mapping[tuple[Path, str], str] = {
            (file.parent, file.stem): file.read_text("utf-8") for file in files
        }

    @property
    def texts(self) -> tuple[str, ...]:
        """Return all texts, which is all that the pages can ask."""
        return tuple(self._texts.values())

    def text(self, folder: Path, name: str) -> str:
        """Return a page's document.

        Raises: DocumentMissingError.
        """
        try:
            return self._texts[folder, name]
        except KeyError:
            raise DocumentMissingError(name) from None
