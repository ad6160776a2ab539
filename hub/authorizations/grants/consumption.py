"""Consume grants as a disclosure is recorded, and look once more that they still stand."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from hub.db.copy import array
from hub.db.engine import ReaderConnection
from hub.errors import Kind, Refusal

_STANDING = """
SELECT count(*) FROM (
    SELECT FROM use_grant
    JOIN unnest($1::text::uuid[], $2::text::uuid[], $3::text::int[])
        AS wish (holder, grant_id, uses)
        ON holder_key = holder AND id = grant_id
    WHERE withdrawn_at IS NULL AND $4 < valid_until
        AND (max_uses IS NULL OR used + uses <= max_uses)
    ORDER BY id FOR UPDATE OF use_grant
) standing
"""
_USE = """
UPDATE use_grant SET used = used + uses
FROM unnest($1::text::uuid[], $2::text::uuid[], $3::text::int[]) AS wish (holder, grant_id, uses)
WHERE holder_key = holder AND id = grant_id AND max_uses IS NOT NULL
"""


class GrantGone(Refusal):
    """A grant that an answer rested on was withdrawn or used up before it was recorded."""

    kind = Kind.CONFLICT
    zh = "作为依据的授权在此期间已被撤回或用尽，因此不返回任何数据"
    en = "A grant this answer rests on was withdrawn or used up meanwhile, so no data is returned"


class GrantsUsed(msgspec.Struct, frozen=True):
    """The grants that answers rest on, with how many uses each counts: one for a request."""

    holder_keys: Sequence[UUID]
    ids: Sequence[UUID]
    uses: Sequence[int]
    limited: bool

    @property
    def turn(self) -> tuple[str, ...]:
        """Take turns by kind."""
        return "4", type(self).__name__

    def join(self, others: Sequence["GrantsUsed"]) -> "GrantsUsed":
        """Return the uses of all."""
        all_ = (self, *others)
        holders: dict[UUID, UUID] = {}
        uses: dict[UUID, int] = {}
        for one in all_:
            holders.update(zip(one.ids, one.holder_keys, strict=True))
            for id_, count in zip(one.ids, one.uses, strict=True):
                uses[id_] = uses.get(id_, 0) + count
        limited = any(one.limited for one in all_)
        return GrantsUsed(list(holders.values()), list(holders), list(uses.values()), limited)

    async def consume(self, connection: ReaderConnection, moment: datetime) -> None:
        """Count a use of each grant whose uses are limited.

        Raises: GrantGone.
        """
        wish = array(self.holder_keys), array(self.ids), array(self.uses)
        if await connection.fetchval(_STANDING, *wish, moment) != len(self.ids):
            raise GrantGone
        if self.limited:
            await connection.execute(_USE, *wish)
