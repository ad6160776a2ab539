"""Count access requests as a disclosure is recorded, and look that they and consents stand."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from hub.audit.consumption import OfHolders
from hub.db.copy import array
from hub.db.engine import ReaderConnection
from hub.errors import Kind, Refusal

_COUNT = """
UPDATE access_request SET used = used + counted.number
FROM unnest($1::uuid[], $2::int[]) AS counted (id, number)
WHERE access_request.id = counted.id AND used + counted.number <= quota
    AND state = 'APPROVED' AND $3 < valid_until
"""
_STANDING = """
SELECT count(*) FROM access_request
WHERE id = ANY ($1) AND state = 'APPROVED' AND $2 < valid_until
"""
_CONSENTED = """
SELECT count(*) FROM consent
JOIN unnest($1::text::uuid[], $2::text::uuid[]) AS given (holder, consent_id)
    ON holder_key = holder AND id = consent_id
WHERE state = 'GIVEN' AND $3 < valid_until
"""


class RequestGone(Refusal):
    """A request that an answer rested on was ended, suspended or used up before it was recorded."""

    kind = Kind.CONFLICT
    zh = "作为依据的共享申请在此期间已终止、暂停或额度用尽，因此不返回任何数据"
    en = "The access request this answer rests on has ended or is used up, so no data is returned"


class ConsentGone(Refusal):
    """A consent that an answer rested on was withdrawn before it was recorded."""

    kind = Kind.CONFLICT
    zh = "作为依据的持证主体同意在此期间已撤回，因此不返回任何数据"
    en = "A consent this answer rests on was withdrawn meanwhile, so no data is returned"


class RequestsUsed(msgspec.Struct, frozen=True):
    """The access requests that one answer rests on, with how many licenses each showed."""

    counts: Mapping[UUID, int]
    with_quota: frozenset[UUID]

    @property
    def turn(self) -> tuple[str, ...]:
        """Take turns by kind."""
        return "3", type(self).__name__

    def join(self, others: Sequence["RequestsUsed"]) -> "RequestsUsed":
        """Return what all showed under each request."""
        counts = Counter(self.counts)
        for other in others:
            counts.update(other.counts)
        return RequestsUsed(counts, self.with_quota.union(*(one.with_quota for one in others)))

    async def consume(self, connection: ReaderConnection, moment: datetime) -> None:
        """Count against quotas; a request without one is not written, for many read it at once.

        Raises: RequestGone.
        """
        counted = sorted(self.with_quota)
        if counted:
            numbers = [self.counts[id_] for id_ in counted]
            done = await connection.execute(_COUNT, counted, numbers, moment)
            if done != f"UPDATE {len(counted)}":
                raise RequestGone
        free = sorted(self.counts.keys() - self.with_quota)
        if free and await connection.fetchval(_STANDING, free, moment) != len(free):
            raise RequestGone


class ConsentsStanding(OfHolders, frozen=True):
    """The consents that one answer rests on."""

    async def consume(self, connection: ReaderConnection, moment: datetime) -> None:
        """Look that every consent still stands.

        Raises: ConsentGone.
        """
        given = array(self.holder_keys), array(self.ids)
        standing = await connection.fetchval(_CONSENTED, *given, moment)
        if standing != len(self.ids):
            raise ConsentGone
