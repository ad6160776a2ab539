"""Look, as a disclosure is recorded, that the oversight it rests on still stands."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from hub.db.engine import ReaderConnection
from hub.errors import Kind, Refusal

_STANDING = """
SELECT count(*) FROM oversight_assignment
WHERE id = ANY ($1) AND ended_at IS NULL AND $2 < until
"""


class OversightGone(Refusal):
    """An oversight that an answer rested on ended before it was recorded."""

    kind = Kind.CONFLICT
    zh = "作为依据的监督任务在此期间已结束，因此不返回任何数据"
    en = "The oversight this answer rests on has ended meanwhile, so no data is returned"


class AssignmentsStanding(msgspec.Struct, frozen=True):
    """The oversight assignments that one answer rests on."""

    ids: Sequence[UUID]

    @property
    def turn(self) -> tuple[str, ...]:
        """Take turns by kind."""
        return "4", type(self).__name__

    def join(self, others: Sequence["AssignmentsStanding"]) -> "AssignmentsStanding":
        """Return the assignments of all, each once."""
        return AssignmentsStanding(sorted({*self.ids}.union(*(other.ids for other in others))))

    async def consume(self, connection: ReaderConnection, moment: datetime) -> None:
        """Look that every assignment still stands.

        Raises: OversightGone.
        """
        if await connection.fetchval(_STANDING, self.ids, moment) != len(self.ids):
            raise OversightGone
