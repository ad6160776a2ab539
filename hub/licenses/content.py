"""What one version of a license says: its dates, its holders and the values of its face."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec

from hub.licenses.terms import Origin
from hub.policy.entry import HOLDER_CODE, HOLDER_NAME, NUMBER


class HolderContent(msgspec.Struct, frozen=True, gc=False):
    """One holder (持证主体) as a version names it, with the face fields that speak of it."""

    code_type: str
    code: str
    name: str
    fields: dict[str, Any]


class Content(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Everything that one version of a license says."""

    entry: str
    issuer: str
    serial: str
    version: int
    identifier: str
    revision: int
    number: str
    issued_on: date
    valid_from: date
    valid_until: date | None
    region: str
    origin: Origin
    document_digest: str | None
    holders: tuple[HolderContent, ...]
    face: dict[str, Any]

    def canonical(self) -> bytes:
        """Return the bytes that stand for this content in digests and comparisons."""
        return msgspec.json.encode(self, order="sorted")

    def cells(self) -> Iterator[tuple[str, str, Any]]:
        """Yield the key of the field, the key of the cell, and the value, of every cell."""
        yield NUMBER, NUMBER, self.number
        for key, value in self.face.items():
            yield key, key, value
        for ordinal, holder in enumerate(self.holders, 1):
            yield HOLDER_NAME, cell_key(HOLDER_NAME, ordinal), holder.name
            yield HOLDER_CODE, cell_key(HOLDER_CODE, ordinal), holder.code
            for key, value in holder.fields.items():
                yield key, cell_key(key, ordinal), value


def cell_key(key: str, ordinal: int = 1) -> str:
    """Return the key of a cell: the field's, with `#2` and so on for later holders."""
    return key if ordinal == 1 else f"{key}#{ordinal}"
