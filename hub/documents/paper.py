"""Say what a document holds, as plain data with every value already text."""

from collections.abc import Callable
from datetime import date, datetime

import msgspec


class DocumentError(ValueError):
    """Something that a document was given cannot be put into it."""


class Line(msgspec.Struct, frozen=True):
    """One field of the face (照面信息): its label, its value as text, or a picture."""

    zh: str
    en: str
    value: str
    image: bytes | None = None
    withheld: bool = False


class Mark(msgspec.Struct, frozen=True):
    """What an archival copy (存档副本) shows on each page: for whom, why and until when."""

    number: str
    recipient: str
    cause: str
    made_at: datetime
    expires_on: date


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that one version of a license says on paper.

    `link` is the hex digest of the version's link in the chain, `qr` the text of the code,
    `metadata` the metadata of GB/T 36903, `pictures` one PNG for each issuer.
    """

    template: str
    title_zh: str
    title_en: str
    identifier: str
    number: str
    version: int
    lines: tuple[Line, ...]
    issuers: tuple[str, ...]
    issued_on: date
    valid_from: date | None = None
    valid_until: date | None = None
    link: str
    qr: str
    metadata: dict[str, str] = {}
    mark: Mark | None = None
    pictures: tuple[bytes, ...] = ()

    @property
    def keywords(self) -> dict[str, str]:
        """Return what a checker finds the version by, under the names both formats use.

        A copy for whom the chain is not has no link; then it is named by its number alone.
        """
        copy = {"copy": self.mark.number} if self.mark else {}
        if not self.link:
            return copy
        named = {"identifier": self.identifier, "version": str(self.version), "link": self.link}
        return copy | named


class Stamp(msgspec.Struct, frozen=True):
    """One seal to be put into a document (电子印章): whose, when, and how it is signed.

    `sign` takes the SM3 digest and the property info and returns the DER of the SES_Signature.
    `room` is how many bytes that may take at most: the maker knows, as the seal's picture and
    certificates are in it, and a dry run would use the key twice.
    """

    name: str
    made_at: datetime
    sign: Callable[[bytes, str], bytes]
    room: int = 8192
