"""Look once more, as a disclosure is recorded, that the delegations it rests on still stand."""

from datetime import datetime

from hub.audit.consumption import OfHolders
from hub.db.engine import ReaderConnection
from hub.errors import Kind, Refusal

# One that is being ended at this moment is passed over, and so counts as ended: nobody waits.
_STANDING = """
SELECT count(*) FROM (
    SELECT FROM delegation
    WHERE holder_key = ANY ($1) AND id = ANY ($2) AND ended_at IS NULL
        AND approved_at <= $3 AND valid_from <= $3 AND $3 < valid_until
    ORDER BY id FOR SHARE SKIP LOCKED
) standing
"""


class DelegationGone(Refusal):
    """A delegation that an answer rested on was ended before it was recorded."""

    kind = Kind.CONFLICT
    zh = "作为依据的委托在此期间已终止，因此不返回任何数据"
    en = "A delegation this answer rests on was ended meanwhile, so no data is returned"


class DelegationsStanding(OfHolders, frozen=True):
    """The delegations that one answer rests on, each named once."""

    async def consume(self, connection: ReaderConnection, moment: datetime) -> None:
        """Hold the delegations against their ending until the disclosure is recorded.

        Raises: DelegationGone.
        """
        standing = await connection.fetchval(_STANDING, self.holder_keys, self.ids, moment)
        if standing != len(self.ids):
            raise DelegationGone
