"""Raise objections, forward and examine them, and answer them (核查申请与处理, art. 21)."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.budgets import take
from hub.audit.call import Call, Races
from hub.db.ids import new_id
from hub.identity.model import Organization
from hub.issuing.desk import Desk
from hub.issuing.making import ActNamed
from hub.issuing.rules import issuing_for
from hub.licenses.model import License
from hub.notices.telling import tell_organizations
from hub.notices.terms import OrganizationNoticeKind
from hub.objections.clocks import start_clock, stop_clock, told_place
from hub.objections.corrections.commands import tell_recipients
from hub.objections.model import Objection, ObjectionClock
from hub.objections.refusals import (
    ForwardedTooLate,
    NotCorrected,
    ObjectedAlready,
    ObjectionNotFound,
)
from hub.objections.rules import (
    FORWARD,
    OBJECTIONS_A_DAY,
    REPORT,
    Move,
    check_fields,
    check_state,
    check_words,
    new_receipt,
    permit_examining,
    resolving,
)
from hub.objections.standing import objectionable, objector_of
from hub.objections.telling import responsible, tell_objector, to_organization
from hub.objections.terms import RUNNING, ClockKind, ObjectionState, Objector
from hub.objections.wishes import (
    ObjectionKey,
    RaiseObjection,
    ResolveObjection,
    SayOfObjection,
)
from hub.rates.rates import Rates
from hub.reading.changed import Version, changed_fields
from hub.reading.decide import Row

RACES: Final[Races] = {"uq_objection_running": ObjectedAlready}


async def raise_objection(
    call: Call, desk: Desk, rates: Rates, wish: RaiseObjection, *, key: str | None = None
) -> ObjectionKey:
    """Object to what a license says, as whoever is lawfully shown it (核查申请, art. 21).

    Raises: TooManyRequests, BudgetSpent, FieldsNotSeen, WordsUnfit, NothingToObject,
        ObjectedAlready, and whatever a read is refused by.
    """
    async with call.act("raise_objection", key=key, wish=wish, races=RACES) as act:
        if act.replayed:
            return await _raised_before(act.db, call, UUID(act.subject))
        check_fields(wish.fields)
        told = check_words(wish.told)
        if call.caller.account_id is None:
            await rates.take_objection()
        else:
            await take(act.db, call.name, "objection", call.today, OBJECTIONS_A_DAY)
        row = await objectionable(call, desk.reading, wish)
        objection = await _raised(act.db, call, row, wish)
        objection.told = desk.workshop.envelopes.seal(told.encode(), told_place(objection.id.bytes))
        await act.db.flush()
        clock = await start_clock(act.db, objection, ClockKind.ANSWER, call.moment)
        issuer = await responsible(act.db, objection, clock.kind)
        raised = OrganizationNoticeKind.OBJECTION_RAISED
        told_issuer = to_organization(objection, issuer.id, raised, call.moment, clock)
        await tell_organizations(act.db, told_issuer)
        await tell_objector(act.db, objection, objection.state.value, call.moment)
        act.subject = str(objection.id)
        return ObjectionKey(objection.holder_key, objection.id)


async def forward_objection(
    call: Call, desk: Desk, wish: SayOfObjection, *, key: str | None = None
) -> ObjectionKey:
    """Forward a technical cause to the data center, within the issuer's term (转交, art. 21).

    Raises: NotAnIssuingOffice, AssuranceNeeded, ObjectionNotFound, WrongObjectionState,
        ForwardedTooLate, WordsUnfit.
    """
    named = ActNamed("forward_objection", key, wish)
    async with _held(call, named, wish.objection, _issues) as held:
        held.demand_issuer()
        if held.replayed:
            return wish.objection
        check_state(FORWARD, held.objection.state)
        if call.moment >= (await held.clock(FORWARD.stops)).due_at:
            raise ForwardedTooLate
        await held.move(FORWARD, desk, wish.said)
    return wish.objection


async def report_finding(
    call: Call, desk: Desk, wish: SayOfObjection, *, key: str | None = None
) -> ObjectionKey:
    """Report to the issuer what the data center found of a technical cause (反馈, art. 21).

    Raises: DataCenterExamines, ObjectionNotFound, WrongObjectionState, WordsUnfit.
    """
    named = ActNamed("report_finding", key, wish)
    async with _held(call, named, wish.objection, _examines) as held:
        await held.demand_data_center()
        if held.replayed:
            return wish.objection
        check_state(REPORT, held.objection.state)
        await held.move(REPORT, desk, wish.said)
    return wish.objection


async def resolve_objection(
    call: Call, desk: Desk, wish: ResolveObjection, *, key: str | None = None
) -> ObjectionKey:
    """Answer an objection: uphold it once the license is corrected, or reject it (处理, art. 21).

    Raises: NotAnIssuingOffice, AssuranceNeeded, ObjectionNotFound, WrongObjectionState,
        NotCorrected, WordsUnfit.
    """
    named = ActNamed("resolve_objection", key, wish)
    async with _held(call, named, wish.objection, _issues) as held:
        held.demand_issuer()
        if held.replayed:
            return wish.objection
        move = resolving(held.objection.state, upheld=wish.upheld)
        if wish.upheld:
            changed = await _corrected(held, desk)
            held.objection.corrected = held.license.sequence
            await tell_recipients(held.db, held.objection, changed, call.moment)
        held.objection.answered_at = call.moment
        await held.move(move, desk, wish.reasons)
        await held.flag()
    return wish.objection


async def _raised(db: AsyncSession, call: Call, row: Row, wish: RaiseObjection) -> Objection:
    """Write an objection down, and flag its license, which stays as it is meanwhile."""
    record, office = row.record, call.caller.organization
    license_ = await _license(db, record["holder_key"], record["id"])
    objector, told_to = objector_of(call, row)
    by_office = objector is Objector.ORGANIZATION and office is not None
    objection = Objection(
        holder_key=license_.holder_key,
        id=new_id(),
        receipt=new_receipt(call.moment),
        license_id=license_.id,
        entry_id=license_.entry_id,
        sequence=license_.sequence,
        valid_from=license_.valid_from,
        valid_until=license_.valid_until,
        holders=license_.holders,
        fields=sorted(set(wish.fields)),
        objector=objector,
        objector_key=told_to,
        organization_id=office.id if office and by_office else None,
        raised_by=call.caller.account_id,
        raised_at=call.moment,
        state=ObjectionState.RAISED,
    )
    db.add(objection)
    license_.under_objection = True
    return objection


async def _raised_before(db: AsyncSession, call: Call, objection_id: UUID) -> ObjectionKey:
    """Return what an earlier same act of this very caller raised."""
    own = Objection.raised_by.is_not_distinct_from(call.caller.account_id)
    found = select(Objection.holder_key).where(own, Objection.id == objection_id)
    return ObjectionKey((await db.scalars(found)).one(), objection_id)


async def _license(db: AsyncSession, holder_key: UUID, license_id: UUID) -> License:
    """Return a license, held, so that its flag and the objections to it agree."""
    return await db.get_one(License, (holder_key, license_id), with_for_update=True)


async def _corrected(held: "_Held", desk: Desk) -> frozenset[str]:
    """Return the fields that a version corrects, one of those objected to among them.

    Raises: NotCorrected.
    """
    objection = held.objection
    then = Version(
        objection.holder_key,
        objection.license_id,
        objection.sequence,
        objection.valid_from,
        objection.valid_until,
    )
    changed = await changed_fields(held.call, desk.reading, then)
    if changed.isdisjoint(objection.fields):
        raise NotCorrected
    return changed


class _Held(NamedTuple):
    """An objection and its license, both held, as an act finds them."""

    db: AsyncSession
    call: Call
    objection: Objection
    license: License
    replayed: bool

    def demand_issuer(self) -> None:
        """Let a clerk pass of who issued the license, or succeeded to that.

        Raises: ObjectionNotFound.
        """
        if self.license.issuer_id not in self.call.caller.issuer_organizations:
            raise ObjectionNotFound

    async def demand_data_center(self) -> None:
        """Let the data center pass, where an objection was forwarded to it.

        Raises: ObjectionNotFound.
        """
        forwarded = await self.db.get(ObjectionClock, (*self.keys, ClockKind.FINDING))
        if forwarded is None:
            raise ObjectionNotFound

    @property
    def keys(self) -> tuple[UUID, UUID]:
        """Return under which keys the objection lies."""
        return self.objection.holder_key, self.objection.id

    async def clock(self, kind: ClockKind) -> ObjectionClock:
        """Return one of its clocks."""
        return await self.db.get_one(ObjectionClock, (*self.keys, kind), with_for_update=True)

    async def move(self, move: Move, desk: Desk, said: str) -> None:
        """Bring it on: stop the clock that runs, start the next, and tell who is concerned.

        Raises: WordsUnfit.
        """
        call, objection = self.call, self.objection
        clock = await self.clock(move.stops)
        stop_clock(call, desk.workshop.envelopes, clock, check_words(said))
        objection.state = move.after
        await tell_objector(self.db, objection, move.after.value, call.moment)
        if move.starts is not None:
            await self._hand_on(move.starts)
        elif objection.organization_id is not None:
            answered = OrganizationNoticeKind.OBJECTION_ANSWERED
            to = objection.organization_id
            telling = to_organization(objection, to, answered, call.moment)
            await tell_organizations(self.db, telling)

    async def _hand_on(self, kind: ClockKind) -> None:
        clock = await start_clock(self.db, self.objection, kind, self.call.moment)
        to = await responsible(self.db, self.objection, kind)
        telling = to_organization(self.objection, to.id, _TOLD[kind], self.call.moment, clock)
        await tell_organizations(self.db, telling)

    async def flag(self) -> None:
        """Let the license say whether an objection to it still runs."""
        await self.db.flush()
        others = select(Objection.id).where(
            Objection.license_id == self.license.id, Objection.state.in_(RUNNING)
        )
        self.license.under_objection = await self.db.scalar(others.limit(1)) is not None


_TOLD: Final = {
    ClockKind.FINDING: OrganizationNoticeKind.OBJECTION_FORWARDED,
    ClockKind.FINAL_ANSWER: OrganizationNoticeKind.FINDING_REPORTED,
}


Admit = Callable[[AsyncSession, Call], Awaitable[None]]
"""Lets a caller pass whose office does such things at all, before anything is looked for."""


@asynccontextmanager
async def _held(
    call: Call, named: ActNamed, key: ObjectionKey, admit: Admit
) -> AsyncIterator[_Held]:
    """Hold an objection with its license, while something is done to it.

    Raises: ObjectionNotFound, and what admitting does.
    """
    subject = str(key.id)
    async with call.act(named.name, subject=subject, key=named.key, wish=named.wish) as act:
        await admit(act.db, call)
        found = await act.db.get(Objection, (key.holder_key, key.id))
        if found is None:
            raise ObjectionNotFound
        license_ = await _license(act.db, found.holder_key, found.license_id)
        await act.db.refresh(found, with_for_update=True)
        yield _Held(act.db, call, found, license_, act.replayed)


async def _issues(_db: AsyncSession, call: Call) -> None:
    """Let a clerk who makes licenses pass.

    Raises: NotAnIssuingOffice, AssuranceNeeded.
    """
    issuing_for(call.caller)


async def _examines(db: AsyncSession, call: Call) -> None:
    """Let the data center pass.

    Raises: DataCenterExamines.
    """
    acting = call.caller.organization
    kind = None if acting is None else (await db.get_one(Organization, acting.id)).kind
    permit_examining(call.caller, kind)
