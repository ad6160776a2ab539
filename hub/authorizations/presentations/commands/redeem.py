"""Redeem what a holder shows, once, for a scenario (核验亮证, art. 17)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.call import Call
from hub.audit.model import UsedOnce
from hub.authorizations.delegations.standing import held_delegation
from hub.authorizations.presentations.codes import Codes
from hub.authorizations.presentations.model import OfflinePass, Presentation
from hub.authorizations.presentations.offline import (
    LEEWAY,
    Claims,
    check_signature,
    check_times,
    claims_of,
    once_of,
)
from hub.authorizations.presentations.refusals import (
    PresentationExpired,
    PresentationNotFound,
    PresentationRedeemed,
    ScenarioNotRegistered,
    ShownForAnotherMatter,
)
from hub.authorizations.presentations.rules import LOOK, official_of
from hub.authorizations.presentations.showing import recognized
from hub.authorizations.presentations.wishes import RedeemPresentation
from hub.authorizations.scenarios.model import Matter, Scenario
from hub.db.ids import new_id
from hub.identity.callers import ActingFor
from hub.licenses.model import License
from hub.notices.telling import Telling, tell
from hub.notices.terms import NoticeKind
from hub.policy.facts import Purpose
from hub.policy.purpose import check_purpose

_STILL_STANDS = text("""
SELECT EXISTS (
    SELECT FROM account a
    LEFT JOIN delegation d ON d.holder_key = :holder AND d.id = CAST(:delegation AS uuid)
    WHERE a.id = :giver AND a.active AND (
        d.delegate_account = a.id
        OR a.holder_key = coalesce(d.delegate_holder, :holder) AND d.delegate_account IS NULL
        OR d.delegate_account IS NULL AND EXISTS (
            SELECT FROM representation r
            WHERE r.account_id = a.id AND r.holder_key = coalesce(d.delegate_holder, :holder)
                AND r.since <= :moment AND (r.until IS NULL OR :moment < r.until))))
""")
"""Whether who gave a code is still the one, or stands for the one, who may show the license."""


async def redeem_presentation(
    call: Call, codes: Codes, wish: RedeemPresentation, *, key: str | None = None
) -> Presentation:
    """Let an official look for minutes at what is shown; nobody else can (核验亮证, art. 17).

    Raises: OfficialNeeded, PurposeInvalid, ScenarioNotRegistered, PresentationNotFound,
        PresentationRedeemed, PresentationExpired, ApplicationNotRecognized,
        ShownForAnotherMatter.
    """
    async with call.act("redeem_presentation", subject=wish.scenario, key=key, wish=wish) as act:
        if act.replayed:
            return await _redeemed(act.db, call, UUID(act.subject))
        office = official_of(call.caller)
        check_purpose(Purpose(cause=wish.cause, case_number=wish.case_number))
        await _demand_scenario(act.db, office, wish.scenario)
        redeem = _redeem_signed if "." in wish.code else _redeem_code
        presentation = await redeem(act.db, call, codes, wish)
        await tell(act.db, await _telling(act.db, call, presentation))
        act.subject = str(presentation.id)
        return presentation


async def _telling(db: AsyncSession, call: Call, shown: Presentation) -> Telling:
    license_ = await db.get_one(License, (shown.owner_key, shown.license_id))
    return Telling(
        holder_key=shown.holder_key,
        kind=NoticeKind.PRESENTATION_REDEEMED,
        about=str(shown.id),
        at=call.moment,
        organization_id=shown.redeemed_for,
        entry_id=license_.entry_id,
        license_id=shown.license_id,
    )


async def _redeem_code(
    db: AsyncSession, call: Call, codes: Codes, wish: RedeemPresentation
) -> Presentation:
    """Redeem what lies ready; of several at the same time, the row lets one pass."""
    holder_key, id_ = codes.presentation(wish.code)
    shown = await db.get(Presentation, (holder_key, id_))
    if shown is None:
        raise PresentationNotFound
    _check_waiting(shown, call.moment)
    await recognized(db, shown.application)
    await _demand_giver(db, call, shown)
    until = await _look_until(db, call, shown, wish.scenario)
    waiting = (
        update(Presentation)
        .where(Presentation.holder_key == holder_key, Presentation.id == id_)
        .where(Presentation.redeemed_at.is_(None), Presentation.ended_at.is_(None))
        .values(**_look(call, wish), valid_until=until)
        .returning(Presentation.id)
    )
    taken = await db.scalar(waiting)
    await db.refresh(shown)
    if taken is None:
        _check_waiting(shown, call.moment)
    return shown


async def _redeem_signed(
    db: AsyncSession, call: Call, codes: Codes, wish: RedeemPresentation
) -> Presentation:
    """Redeem what a phone signed by itself; of several at the same time, its `jti` lets one."""
    claims = claims_of(wish.code)
    prepared = await db.get(OfflinePass, codes.offline_pass(claims.offline_pass))
    if prepared is None:
        raise PresentationNotFound
    check_signature(wish.code, prepared.public_key)
    check_times(claims, prepared.given_at, call.moment)
    await recognized(db, prepared.application)
    await _demand_giver(db, call, prepared)
    until = await _look_until(db, call, prepared, wish.scenario)
    await db.refresh(prepared, with_for_update={"read": True})
    if prepared.ended_at is not None or prepared.valid_until <= call.moment:
        raise PresentationExpired
    await _use_up(db, prepared, claims)
    presentation = Presentation(
        holder_key=prepared.holder_key,
        id=new_id(),
        given_by=prepared.given_by,
        owner_key=prepared.owner_key,
        license_id=prepared.license_id,
        sequence=prepared.sequence,
        ordinal=prepared.ordinal,
        fields=prepared.fields,
        application=prepared.application,
        delegation_id=prepared.delegation_id,
        pass_id=prepared.id,
        given_at=call.moment,
        expires_at=claims.expires_at,
        **_look(call, wish),
        valid_until=until,
    )
    db.add(presentation)
    return presentation


def _check_waiting(shown: Presentation, moment: datetime) -> None:
    """Say why what is shown cannot be redeemed, if it cannot."""
    if shown.redeemed_at is not None:
        raise PresentationRedeemed
    if shown.ended_at is not None or shown.expires_at <= moment:
        raise PresentationExpired


def _look(call: Call, wish: RedeemPresentation) -> dict[str, object]:
    office = official_of(call.caller)
    return {
        "redeemed_by": call.caller.account_id,
        "redeemed_for": office.id,
        "scenario": wish.scenario,
        "case_number": wish.case_number,
        "cause": wish.cause.strip(),
        "redeemed_at": call.moment,
    }


async def _look_until(
    db: AsyncSession, call: Call, shown: Presentation | OfflinePass, scenario: str
) -> datetime:
    """Return until when the official may look: a delegate shows in the own matter and window."""
    until = call.moment + LOOK
    if shown.delegation_id is None:
        return until
    delegation = await held_delegation(db, shown.holder_key, shown.delegation_id)
    of_matter = select(Matter.scenario_code).where(Matter.code == delegation.matter)
    if await db.scalar(of_matter) != scenario:
        raise ShownForAnotherMatter(matter=delegation.matter)
    if delegation.ended_at is not None or delegation.valid_until <= call.moment:
        raise PresentationExpired
    return min(until, delegation.valid_until)


async def _demand_giver(db: AsyncSession, call: Call, shown: Presentation | OfflinePass) -> None:
    """Let pass what is shown by somebody who still is, or stands for, the holder or delegate.

    Raises: PresentationExpired.
    """
    keys = {
        "giver": shown.given_by,
        "holder": shown.holder_key,
        "delegation": shown.delegation_id,
        "moment": call.moment,
    }
    if not await db.scalar(_STILL_STANDS, keys):
        raise PresentationExpired


async def _demand_scenario(db: AsyncSession, office: ActingFor, code: str) -> None:
    """Let a scenario pass that the official's organization registered, and hold it."""
    standing = select(Scenario.code).where(
        Scenario.code == code,
        Scenario.organization_id == office.id,
        Scenario.retired_at.is_(None),
    )
    if await db.scalar(standing.with_for_update(read=True)) is None:
        raise ScenarioNotRegistered(scenario=code)


async def _use_up(db: AsyncSession, prepared: OfflinePass, claims: Claims) -> None:
    used = insert(UsedOnce).values(
        hash=once_of(prepared.id, claims), expires_at=claims.expires_at + 2 * LEEWAY
    )
    fresh = used.on_conflict_do_nothing().returning(UsedOnce.hash)
    if await db.scalar(fresh) is None:
        raise PresentationRedeemed


async def _redeemed(db: AsyncSession, call: Call, id_: UUID) -> Presentation:
    redeemed = select(Presentation).where(
        Presentation.redeemed_by == call.caller.account_id, Presentation.id == id_
    )
    presentation = await db.scalar(redeemed)
    if presentation is None:
        raise PresentationNotFound
    return presentation
