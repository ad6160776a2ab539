"""Look, as a disclosure is recorded, that the presentations it rests on still stand."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from hub.db.engine import ReaderConnection
from hub.errors import Kind, Refusal

_STANDING = """
SELECT count(*) FROM presentation
WHERE holder_key = ANY ($1) AND id = ANY ($2) AND ended_at IS NULL AND $3 < valid_until
"""


class PresentationGone(Refusal):
    """A presentation that an answer rested on ended before it was recorded."""

    kind = Kind.CONFLICT
    zh = "作为依据的亮证在此期间已结束，因此不返回任何数据"
    en = "A presentation this answer rests on has ended meanwhile, so no data is returned"


class PresentationsStanding(msgspec.Struct, frozen=True):
    """The presentations that one answer rests on."""

    holder_keys: Sequence[UUID]
    ids: Sequence[UUID]

    async def consume(self, connection: ReaderConnection, moment: datetime) -> None:
        """Look that every presentation still stands.

        Raises: PresentationGone.
        """
        standing = await connection.fetchval(_STANDING, self.holder_keys, self.ids, moment)
        if standing != len(self.ids):
            raise PresentationGone
