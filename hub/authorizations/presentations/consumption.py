"""Look once more, as a disclosure is recorded, that what it rests on is still being shown."""

from datetime import datetime

from hub.audit.consumption import OfHolders
from hub.db.engine import ReaderConnection
from hub.errors import Kind, Refusal

# One that is being ended at this moment is passed over, and so counts as ended: nobody waits.
_STANDING = """
SELECT count(*) FROM (
    SELECT FROM presentation
    WHERE holder_key = ANY ($1) AND id = ANY ($2) AND ended_at IS NULL
        AND redeemed_at <= $3 AND $3 < valid_until
    ORDER BY id FOR SHARE SKIP LOCKED
) standing
"""


class PresentationGone(Refusal):
    """A presentation that an answer rested on was ended before it was recorded."""

    kind = Kind.CONFLICT
    zh = "持证主体在此期间已停止亮证，因此不返回任何数据"
    en = "The holder has stopped showing the license meanwhile, so no data is returned"


class PresentationsStanding(OfHolders, frozen=True):
    """The presentations that one answer rests on, each named once."""

    async def consume(self, connection: ReaderConnection, moment: datetime) -> None:
        """Hold the presentations against their ending until the disclosure is recorded.

        Raises: PresentationGone.
        """
        standing = await connection.fetchval(_STANDING, self.holder_keys, self.ids, moment)
        if standing != len(self.ids):
            raise PresentationGone
