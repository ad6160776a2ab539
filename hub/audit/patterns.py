"""Decisions as they were recorded, read once and remembered: their hash is of what they say."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.transparency.leaves import Body, canonical
from hub.audit.usage import WITHHELD, DecidedField
from hub.db.driver import rows_of
from hub.identity.bounded import Bounded
from hub.policy.terms import DecisionCode

_FIND = "SELECT hash, body FROM decision_pattern WHERE hash = ANY (%(hashes)s)"


class KnownPattern(NamedTuple):
    """What the jobs need of decisions, whenever they meet them again."""

    logged: str
    """The JSON that is hashed, written already."""
    based: bool
    """Whether a basis led to the license."""
    shown: bool
    waived: bool

    @classmethod
    def of(cls, pattern: Mapping[str, Any]) -> "KnownPattern":
        """Tell of decisions as they are stored."""
        body = readable(pattern)
        return cls(
            canonical(body).decode(),
            bool(body["entry"]),
            any(field["outcome"] != WITHHELD for field in body["fields"]),
            any(field["code"] == DecisionCode.WAIVED for field in body["fields"]),
        )


_REMEMBERED: Final = Bounded[bytes, KnownPattern](2_000)


async def decided(db: AsyncSession, hashes: set[bytes]) -> dict[bytes, KnownPattern]:
    """Return decisions by their hash."""
    known = {hash_: one for hash_ in hashes if (one := _REMEMBERED.get(hash_))}
    if missing := hashes - known.keys():
        for row in await rows_of(db, _FIND, {"hashes": list(missing)}):
            known[row["hash"]] = KnownPattern.of(row["body"])
            _REMEMBERED.put(row["hash"], known[row["hash"]])
    return known


def readable(pattern: Mapping[str, Any]) -> Body:
    """Return decisions as they are logged: each field by the names that it was stored with."""
    names = DecidedField.__struct_fields__
    fields = [dict(zip(names, field, strict=False)) for field in pattern["fields"]]
    return {**pattern, "fields": fields}
