"""Ask holders for consent, and answer (征求同意, art. 15(1))."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.call import Call
from hub.authorizations.consents.model import Consent, ConsentAsk
from hub.authorizations.consents.refusals import (
    ConsentNotFound,
    ConsentNotGiven,
    ConsentNotOpen,
    FieldNotApproved,
    RequestNotRunning,
    TooManyAsks,
)
from hub.authorizations.consents.rules import (
    ASKS_A_DAY,
    TIME_TO_ANSWER,
    USUAL,
    check_answer,
    check_case_number,
)
from hub.authorizations.consents.terms import ConsentState
from hub.authorizations.consents.wishes import AnswerConsent, AskConsent, GiveConsent
from hub.authorizations.delegations.model import Delegation
from hub.authorizations.delegations.refusals import NotNarrower
from hub.authorizations.delegations.standing import running_delegation
from hub.authorizations.holding import Held, case_of_held, demand_living, held_by, hold_holder
from hub.authorizations.requests.model import AccessRequest
from hub.authorizations.requests.refusals import MatterNotOfScenario, RequestNotFound
from hub.authorizations.requests.terms import RequestState
from hub.authorizations.rules import check_period, demand_real_person
from hub.authorizations.scenarios.book import ScenarioBook
from hub.authorizations.wishes import LicenseKey
from hub.catalog.queries import CatalogSnapshot
from hub.clock import SHANGHAI
from hub.db.ids import new_id
from hub.identity.terms import Role
from hub.licenses.model import License, LicenseLocator
from hub.notices.telling import Telling, tell
from hub.notices.terms import NoticeKind


async def ask_consent(call: Call, wish: AskConsent, *, key: str | None = None) -> ConsentAsk:
    """Ask every holder of a license to consent for one case (征求同意, art. 15(1)).

    Who asks learns nothing by it: an ask is made, and looks the same, where there is no license.

    Raises: RequestNotFound, RequestNotRunning, MatterNotOfScenario, CaseNumberInvalid,
        FieldNotApproved, TooManyAsks.
    """
    subject = str(wish.request)
    async with call.act("ask_consent", subject=subject, key=key, wish=wish) as act:
        if act.replayed:
            return await act.db.get_one(ConsentAsk, UUID(act.subject))
        request = await _own_request(act.db, call, wish.request)
        if wish.matter not in request.matters:
            raise MatterNotOfScenario(matter=wish.matter)
        ask = ConsentAsk(
            id=new_id(),
            request_id=request.id,
            asked_by=call.caller.account_id,
            matter=wish.matter,
            case_number=check_case_number(wish.case_number),
            fields=_approved(request, wish.fields),
            asked_at=call.moment,
            answer_by=min(call.moment + TIME_TO_ANSWER, request.valid_until),
            holders=0,
        )
        await _bound_asks(act.db, call, request)
        act.db.add(ask)
        await act.db.flush()
        license_ = await _located(act.db, wish.identifier, request.entry_id)
        consents = _asked(ask, license_) if license_ else []
        if license_ is not None and await _asked_before(act.db, call, ask, license_.id):
            consents = []  # one question is enough, and whoever asks learns nothing by another
        act.db.add_all(consents)
        ask.holders = len(consents)
        await tell(act.db, *(_telling(call, consent, request) for consent in consents))
        act.subject = str(ask.id)
        return ask


_Wish = GiveConsent | AnswerConsent


class Answered(NamedTuple):
    """A consent, the ask that it answers, and the delegation that it is answered under."""

    consent: Consent
    ask: ConsentAsk
    delegation: Delegation | None = None


async def give_consent(
    call: Call,
    catalog: CatalogSnapshot,
    scenarios: ScenarioBook,
    wish: GiveConsent,
    *,
    key: str | None = None,
) -> Answered:
    """Agree to fields of a license being seen for one case (同意, art. 15(1)).

    A delegate answers within what was delegated, and no longer than that runs.

    Raises: AssuranceNeeded, ConsentNotFound, ConsentNotOpen, RequestNotRunning, LicenseNotHeld,
        HolderEnded, EntryNotShared, LicenseEnded, FieldsMissing, FieldNotAsked, TickSeparately,
        AllOrNothing, AuthorizationPeriodInvalid, DelegationNotFound, DelegationNotRunning,
        MatterNotDelegated, NotNarrower.
    """
    subject = str(wish.consent.consent)
    async with call.act("give_consent", subject=subject, key=key, wish=wish) as act:
        answered = await _open(act.db, call, wish, replayed=act.replayed)
        if act.replayed:
            return answered
        consent, ask, delegation = answered
        request = await act.db.get_one(AccessRequest, consent.request_id, with_for_update=True)
        _demand_running(call, request)
        held = await _held(act.db, consent)
        case = case_of_held(call, catalog, held.license)
        scenario = scenarios.scenario(request.scenario_code)
        by_field = scenario is not None and scenario.by_field
        consent.fields, consent.separate = check_answer(
            case, ask.fields, wish.fields, wish.separate, by_field=by_field
        )
        latest = _latest(consent, request, delegation)
        until = min(wish.valid_until or call.moment + USUAL, latest)
        check_period(call.moment, None, until, latest - call.moment)
        consent.valid_until, consent.sequence = until, held.license.sequence
        _answer(call, consent, ConsentState.GIVEN)
        return answered


async def refuse_consent(call: Call, wish: AnswerConsent, *, key: str | None = None) -> Answered:
    """Refuse what was asked (拒绝, art. 15(1)).

    Raises: AssuranceNeeded, ConsentNotFound, ConsentNotOpen.
    """
    subject = str(wish.consent.consent)
    async with call.act("refuse_consent", subject=subject, key=key, wish=wish) as act:
        answered = await _open(act.db, call, wish, replayed=act.replayed)
        if not act.replayed:
            _answer(call, answered.consent, ConsentState.REFUSED)
        return answered


async def withdraw_consent(call: Call, wish: AnswerConsent, *, key: str | None = None) -> Answered:
    """End a consent at once, for every request from now on (撤回同意, art. 15(1)).

    Raises: ConsentNotFound, ConsentNotGiven.
    """
    subject = str(wish.consent.consent)
    async with call.act("withdraw_consent", subject=subject, key=key, wish=wish) as act:
        answered = await _of_caller(act.db, call, wish)
        consent = answered.consent
        if consent.state is ConsentState.WITHDRAWN:
            return answered
        if consent.state is not ConsentState.GIVEN:
            raise ConsentNotGiven
        consent.state, consent.withdrawn_at = ConsentState.WITHDRAWN, call.moment
        return answered


async def _own_request(db: AsyncSession, call: Call, request_id: UUID) -> AccessRequest:
    """Return a running request of the organization, whose clerk or client the caller is."""
    acting = call.caller.organization
    entitled = call.caller.client or Role.USER in call.caller.roles
    request = await db.get(AccessRequest, request_id)
    if acting is None or not entitled or request is None or request.organization_id != acting.id:
        raise RequestNotFound
    _demand_running(call, request)
    return request


def _demand_running(call: Call, request: AccessRequest) -> None:
    runs = request.valid_from <= call.moment < request.valid_until
    if request.state is not RequestState.APPROVED or not runs:
        raise RequestNotRunning


def _approved(request: AccessRequest, wished: Sequence[str] | None) -> list[str]:
    """Return the fields to ask for: those named, or all that were approved."""
    if not wished:
        return sorted(request.forms)
    for key in wished:
        if key not in request.forms:
            raise FieldNotApproved(key=key)
    return sorted(set(wished))


async def _bound_asks(db: AsyncSession, call: Call, request: AccessRequest) -> None:
    midnight = call.moment.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    today = select(func.count()).where(
        ConsentAsk.request_id == request.id, ConsentAsk.asked_at >= midnight
    )
    if (await db.scalar(today) or 0) >= ASKS_A_DAY:
        raise TooManyAsks(limit=ASKS_A_DAY)


async def _located(db: AsyncSession, identifier: str, entry_id: int) -> License | None:
    found = (
        select(License)
        .join(
            LicenseLocator,
            (LicenseLocator.holder_key == License.holder_key)
            & (LicenseLocator.license_id == License.id),
        )
        .where(LicenseLocator.identifier == identifier, License.entry_id == entry_id)
    )
    return await db.scalar(found)


async def _asked_before(db: AsyncSession, call: Call, ask: ConsentAsk, license_id: UUID) -> bool:
    """Tell whether the same question still waits for an answer."""
    waiting = (
        select(Consent.id)
        .join(ConsentAsk, ConsentAsk.id == Consent.ask_id)
        .where(
            Consent.request_id == ask.request_id,
            Consent.license_id == license_id,
            Consent.case_number == ask.case_number,
            Consent.state == ConsentState.ASKED,
            ConsentAsk.matter == ask.matter,
            ConsentAsk.answer_by > call.moment,
        )
    )
    return await db.scalar(waiting.limit(1)) is not None


def _asked(ask: ConsentAsk, license_: License) -> list[Consent]:
    """Return a question to each holder; nothing in it is ticked."""
    return [
        Consent(
            holder_key=holder_key,
            id=new_id(),
            ask_id=ask.id,
            request_id=ask.request_id,
            owner_key=license_.holder_key,
            license_id=license_.id,
            ordinal=ordinal,
            case_number=ask.case_number,
            state=ConsentState.ASKED,
            fields=[],
            separate=[],
            sequence=None,
            answered_by=None,
            answered_at=None,
            valid_until=None,
            withdrawn_at=None,
            delegation_id=None,
        )
        for ordinal, holder_key in enumerate(license_.holders, 1)
    ]


def _telling(call: Call, consent: Consent, request: AccessRequest) -> Telling:
    return Telling(
        holder_key=consent.holder_key,
        kind=NoticeKind.CONSENT_ASKED,
        about=str(consent.id),
        at=call.moment,
        organization_id=request.organization_id,
        entry_id=request.entry_id,
        license_id=consent.license_id,
    )


async def _open(db: AsyncSession, call: Call, wish: _Wish, *, replayed: bool) -> Answered:
    """Return a consent that the caller may answer now; again after a replay, as it stands."""
    await hold_holder(db, wish.consent.holder_key)
    answered = await _of_caller(db, call, wish)
    if replayed:
        return answered
    demand_real_person(call.caller)
    await demand_living(db, answered.consent.holder_key)
    if answered.consent.state is not ConsentState.ASKED or call.moment >= answered.ask.answer_by:
        raise ConsentNotOpen
    return answered


async def _of_caller(db: AsyncSession, call: Call, wish: _Wish) -> Answered:
    """Return a consent, held, asked of the caller, of whom it stands for, or of its principal."""
    key = wish.consent
    if key.holder_key not in call.own_keys and wish.delegation is None:
        raise ConsentNotFound
    held = select(Consent).where(Consent.holder_key == key.holder_key, Consent.id == key.consent)
    consent = await db.scalar(held.with_for_update())
    if consent is None:
        raise ConsentNotFound
    ask = await db.get_one(ConsentAsk, consent.ask_id)
    if wish.delegation is None:
        return Answered(consent, ask)
    delegation = await running_delegation(db, call, key.holder_key, wish.delegation, ask.matter)
    if delegation.license_id != consent.license_id:
        raise ConsentNotFound
    return Answered(consent, ask, delegation)


def _latest(consent: Consent, request: AccessRequest, delegation: Delegation | None) -> datetime:
    """Return until when a consent can run, and let it rest on the delegation it is given under.

    Raises: NotNarrower.
    """
    if delegation is None:
        return request.valid_until
    if not set(consent.fields) <= set(delegation.fields):
        raise NotNarrower(part="fields")
    consent.delegation_id = delegation.id
    return min(request.valid_until, delegation.valid_until)


async def _held(db: AsyncSession, consent: Consent) -> Held:
    """Return the license as the one who was asked still holds it, at the same place."""
    license_key = LicenseKey(consent.owner_key, consent.license_id)
    held = await held_by(db, [consent.holder_key], license_key)
    consent.ordinal = held.ordinal
    return held


def _answer(call: Call, consent: Consent, state: ConsentState) -> None:
    consent.state = state
    consent.answered_by, consent.answered_at = call.caller.account_id, call.moment
