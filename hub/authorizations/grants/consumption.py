"""Consume grants as a disclosure is recorded, and look once more that they still stand."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from hub.db.engine import ReaderConnection
from hub.errors import Kind, Refusal

_STANDING = """
SELECT count(*) FROM (
    SELECT FROM use_grant
    WHERE holder_key = ANY ($1) AND id = ANY ($2)
        AND withdrawn_at IS NULL AND $3 < valid_until
        AND (max_uses IS NULL OR used < max_uses)
    ORDER BY id FOR UPDATE
) standing
"""
_USE = """
UPDATE use_grant SET used = used + 1
WHERE holder_key = ANY ($1) AND id = ANY ($2) AND max_uses IS NOT NULL
"""


class GrantGone(Refusal):
    """A grant that an answer rested on was withdrawn or used up before it was recorded."""

    kind = Kind.CONFLICT
    zh = "作为依据的授权在此期间已被撤回或用尽，因此不返回任何数据"
    en = "A grant this answer rests on was withdrawn or used up meanwhile, so no data is returned"


class GrantsUsed(msgspec.Struct, frozen=True):
    """The grants that one answer rests on; each counts one use for the request."""

    holder_keys: Sequence[UUID]
    ids: Sequence[UUID]
    limited: bool

    async def consume(self, connection: ReaderConnection, moment: datetime) -> None:
        """Count a use of each grant whose uses are limited.

        Raises: GrantGone.
        """
        standing = await connection.fetchval(_STANDING, self.holder_keys, self.ids, moment)
        if standing != len(self.ids):
            raise GrantGone
        if self.limited:
            await connection.execute(_USE, self.holder_keys, self.ids)
