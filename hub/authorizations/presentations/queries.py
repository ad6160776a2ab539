"""Read the presentations and offline passes that a caller is a party to."""

from uuid import UUID

from hub.audit.call import Call
from hub.audit.told import all_told, one_told
from hub.authorizations.presentations.facts import PassFacts, PresentationFacts
from hub.authorizations.presentations.refusals import OfflinePassNotFound, PresentationNotFound

_PRESENTED = """
SELECT to_jsonb(presentation) AS told FROM presentation
WHERE (holder_key = ANY ($1) OR given_by = $2 OR redeemed_by = $2)
"""
PRESENTATIONS = f"{_PRESENTED} ORDER BY id DESC LIMIT $3"
PRESENTATION = f"{_PRESENTED} AND holder_key = $3 AND id = $4"

_PREPARED = """
SELECT to_jsonb(offline_pass) AS told FROM offline_pass
WHERE (holder_key = ANY ($1) OR given_by = $2)
"""
PASSES = f"{_PREPARED} ORDER BY id DESC LIMIT $3"
PASS = f"{_PREPARED} AND holder_key = $3 AND id = $4"


async def presentations_of(call: Call, first: int) -> list[PresentationFacts]:
    """Return what the caller showed or redeemed, and what was shown of the own, newest first."""
    return await all_told(call, PresentationFacts, PRESENTATIONS, *_party(call), first)


async def presentation_of(call: Call, holder_key: UUID, id_: UUID) -> PresentationFacts:
    """Return one presentation to which the caller is a party.

    Raises: PresentationNotFound.
    """
    told = await one_told(call, PresentationFacts, PRESENTATION, *_party(call), holder_key, id_)
    if told is None:
        raise PresentationNotFound
    return told


async def passes_of(call: Call, first: int) -> list[PassFacts]:
    """Return the offline passes that the caller prepared or that are of the own, newest first."""
    return await all_told(call, PassFacts, PASSES, *_party(call), first)


async def pass_of(call: Call, holder_key: UUID, id_: UUID) -> PassFacts:
    """Return one offline pass to which the caller is a party.

    Raises: OfflinePassNotFound.
    """
    told = await one_told(call, PassFacts, PASS, *_party(call), holder_key, id_)
    if told is None:
        raise OfflinePassNotFound
    return told


def _party(call: Call) -> tuple[tuple[UUID, ...], UUID | None]:
    return call.own_keys, call.caller.account_id
