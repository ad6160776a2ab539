"""What an application may ask with, and how much may be registered for it; pure."""

from hashlib import sha256
from typing import Final

from hub.identity.documents import DocumentList
from hub.partners.documents.refusals import (
    DocumentNotRegistered,
    RestrictsItself,
    TooManyDocuments,
)

MOST_AT_ONCE: Final = 50
MOST_DOCUMENTS: Final = 1000


def digest_of(text: str) -> str:
    """Return what a document is known by: the SHA-256 of its text in UTF-8."""
    return sha256(text.encode()).hexdigest()


def check_listed(listed: DocumentList, digest: str) -> None:
    """Let a document pass that is registered for an application.

    Raises: DocumentNotRegistered.
    """
    if digest not in listed.hashes:
        raise DocumentNotRegistered


def check_text(listed: DocumentList, text: str) -> None:
    """Let a text pass, unless the application asks with registered documents alone.

    Raises: DocumentNotRegistered.
    """
    if listed.restricted:
        check_listed(listed, digest_of(text))


def check_restricting(through: str | None, client: str) -> None:
    """Let an application be restricted, or freed, through another.

    Raises: RestrictsItself.
    """
    if through == client:
        raise RestrictsItself


def check_amount(in_use: int, more: int) -> None:
    """Let so many more documents pass.

    Raises: TooManyDocuments.
    """
    if not 1 <= more <= MOST_AT_ONCE or in_use + more > MOST_DOCUMENTS:
        raise TooManyDocuments(at_once=MOST_AT_ONCE, most=MOST_DOCUMENTS)
