"""Ask for access by function, and answer it (依职能共享, art. 15(1))."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.call import Call
from hub.authorizations.refusals import EntryNotShared
from hub.authorizations.requests.model import AccessRequest
from hub.authorizations.requests.refusals import (
    MatterNotOfScenario,
    NotYourRequest,
    NotYourScenario,
    NoWaiver,
    OwnRequest,
    RequestNotFound,
)
from hub.authorizations.requests.rules import (
    DATA_CENTER,
    DAYS_TO_ANSWER,
    LONGEST,
    Right,
    Side,
    check_asked,
    check_basis,
    check_forms,
    check_quota,
    check_resumed,
    check_waiver,
    permit,
)
from hub.authorizations.requests.terms import RequestState
from hub.authorizations.requests.wishes import (
    AnswerRequest,
    ApproveRequest,
    NameRequest,
    RequestAccess,
)
from hub.authorizations.rules import check_cause, check_period
from hub.authorizations.scenarios.book import MatterFacts, ScenarioBook, ScenarioFacts
from hub.authorizations.scenarios.rules import over_asked
from hub.calendar.queries import load_calendar
from hub.catalog.model import CatalogEntry
from hub.catalog.queries import CatalogSnapshot, Shelf
from hub.catalog.refusals import EntryNotFound
from hub.db.ids import new_id
from hub.identity.model import Organization
from hub.identity.terms import OrganizationKind, Role
from hub.policy.case import Case
from hub.policy.facts import Asker, LicenseFacts
from hub.policy.terms import SharingState
from hub.workdays import Calendar


async def request_access(
    call: Call,
    catalog: CatalogSnapshot,
    scenarios: ScenarioBook,
    wish: RequestAccess,
    *,
    key: str | None = None,
) -> AccessRequest:
    """Ask an entry's owner for fields that a scenario needs (共享申请, art. 15(1)).

    Raises: NotYourScenario, MatterNotOfScenario, EntryNotFound, EntryNotShared, FieldsMissing,
        FieldNotRequestable, BasisNotInForce, WaiverUnfit, AuthorizationPeriodInvalid,
        QuotaInvalid, CauseInvalid.
    """
    async with call.act("request_access", subject=wish.entry, key=key, wish=wish) as act:
        if act.replayed:
            return await _found(act.db, UUID(act.subject))
        scenario = _own_scenario(call, scenarios, wish.scenario)
        case, shelf = _asked_entry(call, catalog, wish.entry)
        calendar = await load_calendar(act.db)
        chosen = [_matter(scenario, code) for code in sorted(set(wish.matters)) or [""]]
        asked = check_asked(case, wish.fields)
        check_waiver(catalog.law, wish.waiver, asked, call.today)
        request = AccessRequest(
            id=new_id(),
            organization_id=scenario.organization_id,
            entry_id=shelf.id,
            scenario_code=scenario.code,
            matters=[matter.code for matter in chosen],
            asked=asked,
            over_asked=over_asked(chosen, shelf.code, asked),
            purpose=check_cause(wish.purpose),
            legal_basis=check_basis(catalog.law, wish.legal_basis, call.today),
            valid_from=check_period(call.moment, wish.valid_from, wish.valid_until, LONGEST),
            valid_until=wish.valid_until,
            quota=check_quota(wish.quota),
            used=0,
            waiver_fields=sorted(set(wish.waiver.fields)) if wish.waiver else [],
            waiver_basis=wish.waiver.legal_basis if wish.waiver else None,
            countersigned_at=None,
            state=RequestState.SUBMITTED,
            forms={},
            reason=None,
            requested_by=call.caller.account_id,
            requested_at=call.moment,
            answer_due=calendar.term(call.moment, DAYS_TO_ANSWER).end,
            answered_by=None,
            answered_at=None,
        )
        act.db.add(request)
        act.subject = str(request.id)
        return request


async def approve_request(
    call: Call, wish: ApproveRequest, *, key: str | None = None
) -> AccessRequest:
    """Approve a request in whole or in part, each field full or masked (批准, art. 15(1)).

    Raises: RequestNotFound, NotYourRequest, OwnRequest, WrongRequestState, FormsInvalid,
        QuotaInvalid, AuthorizationPeriodInvalid.
    """
    async with _answering(call, "approve_request", wish.request, wish, key) as found:
        if not found.replayed:
            request = found.request
            if request.requested_by == call.caller.account_id:
                raise OwnRequest
            request.forms = check_forms(wish.forms, request.asked)
            request.quota = check_quota(wish.quota, request.quota)
            until = min(wish.valid_until or request.valid_until, request.valid_until)
            check_period(call.moment, request.valid_from, until, LONGEST)
            request.valid_until = until
            _answer(call, request)
    return found.request


async def refuse_request(
    call: Call, wish: AnswerRequest, *, key: str | None = None
) -> AccessRequest:
    """Refuse a request, saying why (不予批准, art. 15(1)).

    Raises: RequestNotFound, NotYourRequest, WrongRequestState, CauseInvalid.
    """
    return await _turn(call, "refuse_request", wish, key)


async def suspend_request(
    call: Call, wish: AnswerRequest, *, key: str | None = None
) -> AccessRequest:
    """Suspend an approved request at once, saying why (暂停共享, art. 15(1)).

    Raises: RequestNotFound, NotYourRequest, WrongRequestState, CauseInvalid.
    """
    async with _answering(call, "suspend_request", wish.request, wish, key) as found:
        if not found.replayed:
            found.request.reason = check_cause(wish.reason)
            found.request.suspended_by_center = DATA_CENTER in found.rights
    return found.request


async def resume_request(call: Call, wish: NameRequest, *, key: str | None = None) -> AccessRequest:
    """Let a suspended request run again (恢复共享, art. 15(1)).

    Raises: RequestNotFound, NotYourRequest, WrongRequestState, DataCenterSuspended.
    """
    async with _answering(call, "resume_request", wish.request, wish, key) as found:
        if not found.replayed:
            request = found.request
            check_resumed(found.rights, by_data_center=request.suspended_by_center)
            request.reason, request.suspended_by_center = None, False
    return found.request


async def end_request(call: Call, wish: AnswerRequest, *, key: str | None = None) -> AccessRequest:
    """End a request for good: by its owner, or by who asked (终止共享, art. 15(1)).

    Raises: RequestNotFound, NotYourRequest, WrongRequestState, CauseInvalid.
    """
    return await _turn(call, "end_request", wish, key)


async def countersign_waiver(
    call: Call, wish: NameRequest, *, key: str | None = None
) -> AccessRequest:
    """Let a waiver of consent take effect, as the data center (会签, art. 15(1)).

    Raises: RequestNotFound, NotYourRequest, OwnRequest, NoWaiver.
    """
    subject = str(wish.request)
    async with call.act("countersign_waiver", subject=subject, key=key, wish=wish) as act:
        request, rights = await _seen(act.db, call, wish.request)
        if act.replayed:
            return request
        if DATA_CENTER not in rights:
            raise NotYourRequest
        if call.caller.account_id in {request.requested_by, request.answered_by}:
            raise OwnRequest
        if not request.waiver_fields or request.countersigned_at is not None:
            raise NoWaiver
        request.countersigned_at = call.moment
        return request


async def count_answers_anew(db: AsyncSession, calendar: Calendar) -> int:
    """Count anew until when each request is to be answered, and return how many ends changed."""
    waiting = select(AccessRequest).where(AccessRequest.state == RequestState.SUBMITTED)
    changed = 0
    for request in (await db.scalars(waiting.with_for_update())).all():
        due = calendar.term(request.requested_at, DAYS_TO_ANSWER).end
        changed += request.answer_due != due
        request.answer_due = due
    return changed


class _Answered(NamedTuple):
    request: AccessRequest
    rights: set[Right]
    replayed: bool


@asynccontextmanager
async def _answering(
    call: Call, name: str, request_id: UUID, wish: object, key: str | None
) -> AsyncIterator[_Answered]:
    """Hold a request, and bring it where the act leads once it has succeeded."""
    async with call.act(name, subject=str(request_id), key=key, wish=wish) as act:
        request, rights = await _seen(act.db, call, request_id)
        if act.replayed:
            yield _Answered(request, rights, replayed=True)
            return
        permitted = permit(name, rights, request.state)
        yield _Answered(request, rights, replayed=False)
        request.state = permitted.after


async def _turn(call: Call, name: str, wish: AnswerRequest, key: str | None) -> AccessRequest:
    async with _answering(call, name, wish.request, wish, key) as found:
        if not found.replayed:
            found.request.reason = check_cause(wish.reason)
            if found.request.state is RequestState.SUBMITTED:
                _answer(call, found.request)
    return found.request


def _answer(call: Call, request: AccessRequest) -> None:
    request.answered_by, request.answered_at = call.caller.account_id, call.moment


async def _found(db: AsyncSession, request_id: UUID) -> AccessRequest:
    held = select(AccessRequest).where(AccessRequest.id == request_id).with_for_update()
    request = await db.scalar(held)
    if request is None:
        raise RequestNotFound
    return request


async def _seen(db: AsyncSession, call: Call, request_id: UUID) -> tuple[AccessRequest, set[Right]]:
    """Return a request, held, and the caller's offices on the sides that concern it.

    Raises: RequestNotFound.
    """
    request = await _found(db, request_id)
    acting = call.caller.organization
    if acting is None:
        raise RequestNotFound
    entry = await db.get_one(CatalogEntry, request.entry_id)
    organization = await db.get_one(Organization, acting.id)
    line = (acting.id, *call.caller.issuer_organizations)
    sides = {
        Side.ASKING: request.organization_id == acting.id,
        Side.OWNER: entry.owner_id in line,
        Side.DATA_CENTER: organization.kind is OrganizationKind.DATA_CENTER,
    }
    stands = {side for side, there in sides.items() if there}
    if not stands:
        raise RequestNotFound
    return request, {Right(side, role) for side in stands for role in call.caller.roles}


def _own_scenario(call: Call, scenarios: ScenarioBook, code: str) -> ScenarioFacts:
    acting, scenario = call.caller.organization, scenarios.scenario(code)
    uses = acting is not None and Role.USER in call.caller.roles
    if scenario is None or acting is None or not uses or scenario.organization_id != acting.id:
        raise NotYourScenario(code=code)
    return scenario


def _asked_entry(call: Call, catalog: CatalogSnapshot, code: str) -> tuple[Case, Shelf]:
    shelf = catalog.by_code.get(code)
    if shelf is None:
        raise EntryNotFound(code=code)
    if shelf.sharing is not SharingState.OPEN:
        raise EntryNotShared
    asker = Asker(call.caller.assurance, call.moment, call.today)
    return Case(shelf.policy, shelf.sharing, catalog.law, LicenseFacts(), asker), shelf


def _matter(scenario: ScenarioFacts, code: str) -> MatterFacts:
    for matter in scenario.matters:
        if matter.code == code:
            return matter
    raise MatterNotOfScenario(matter=code)
