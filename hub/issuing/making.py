"""Write a version down, and finish it when it is sealed (先登记、后签章、再生效)."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.call import Call, Races
from hub.clock import now
from hub.db.ids import new_id
from hub.errors import Refusal
from hub.issuing.desk import Desk, Known
from hub.issuing.drafts import Draft
from hub.issuing.model import Making
from hub.issuing.refusals import DocumentUnfit, MakingAbandoned, MakingUnderWay, NoSealInForce
from hub.issuing.rules import demand_issuers, issuing_for
from hub.issuing.telling import tell_holders
from hub.issuing.terms import MakingState
from hub.issuing.workshop import Work
from hub.licenses import book
from hub.licenses.commands import foresee, lock, raw_connection, write_licenses
from hub.licenses.rules import OtherwiseSealed
from hub.licenses.sealed import Sealed

Written = Work | Making
"""What writing down comes to: work for a seal, or a version that waits for other issuers."""

RACES: Races = {"uq_making_license_id": MakingUnderWay}
ATTEMPTS = 3


class ActNamed(NamedTuple):
    """An act by its name, with the caller's key and what was wished."""

    name: str
    key: str | None
    wish: object


async def make(
    call: Call, desk: Desk, act_named: ActNamed, write: Callable[[AsyncSession], Awaitable[Written]]
) -> Making:
    """Write a version down in one act, seal it outside of any, and bring it in force in another.

    A repeated act finishes what the first has written down, if that is not done. What waits for
    other issuers is returned as it waits.

    Raises: whatever writing down does, MakingAbandoned, NoSealInForce, OtherwiseSealed.
    """
    name, key, wish = act_named
    begun: Written | None = None
    async with call.act(name, key=key, wish=wish, races=RACES) as act:
        issuing_for(call.caller)  # whoever held the office when it was written down may have left
        if not act.replayed:
            begun = await write(act.db)
            act.subject = str(begun.id)
        making_id = UUID(act.subject)
    if begun is None:
        return await resume(call, desk, making_id)
    return begun if isinstance(begun, Making) else await complete(call, desk, begun)


async def write_down(db: AsyncSession, desk: Desk, call: Call, draft: Draft) -> Work:
    """Write down what is about to be sealed, before any seal is used.

    Raises: IssuerSucceeded, NoSealInForce, EventNotAllowed, VersionAfterEnd, IdentifierTaken.
    """
    making = Making(
        id=new_id(),
        license_id=draft.license_id,
        issuer_id=draft.issuer_id,
        entry_id=draft.entry_id,
        event=draft.event,
        identifier=draft.identifier,
        state=MakingState.WRITTEN,
        awaiting=[],
        confirmed=list(draft.issuers),
        requested_by=call.caller.account_id,
        requested_at=call.moment,
    )
    db.add(making)
    return await prepare(db, desk, making, draft)


async def prepare(db: AsyncSession, desk: Desk, making: Making, draft: Draft) -> Work:
    """Let a making hold what it says at last, and the digest that is about to be signed.

    Raises: IssuerSucceeded, NoSealInForce, EventNotAllowed, VersionAfterEnd, IdentifierTaken.
    """
    known = await desk.known(db)
    demand_issuers(known.directory, draft.issuers, draft.entry_id)
    making.state = MakingState.WRITTEN
    making.draft = sealed_draft(desk, making.id, draft)
    making.digest = await _digest(db, desk, known, draft)
    await db.flush()
    return await _work(db, desk, known, making)


async def write_anew(db: AsyncSession, desk: Desk, making_id: UUID) -> Making:
    """Write down anew what is to be sealed of a license that has moved on, if it is not done."""
    making = await _held(db, making_id)
    if making.state is MakingState.WRITTEN:
        known = await desk.known(db)
        making.digest = await _digest(db, desk, known, draft_of(desk, making))
    return making


async def _digest(db: AsyncSession, desk: Desk, known: Known, draft: Draft) -> bytes:
    change = draft.change(known.entry(draft.entry_id).plan)
    step = await foresee(await raw_connection(db), desk.workshop.keys, change)
    return step.digest


async def complete(call: Call, desk: Desk, work: Work) -> Making:
    """Seal a version that is written down, and bring it in force.

    Raises: MakingAbandoned, NoSealInForce, OtherwiseSealed, DocumentUnfit.
    """
    for _ in range(ATTEMPTS):
        try:
            (sealed,) = await desk.workshop.seal([work], call.moment)
            async with call.act("seal_license", subject=str(work.id)) as act:
                return _kept(await finish(act.db, desk, work, sealed))
        except OtherwiseSealed:
            async with call.act("seal_license", subject=str(work.id)) as act:
                making = await write_anew(act.db, desk, work.id)
                if making.state is not MakingState.WRITTEN:
                    return _kept(making)
                work = await _work(act.db, desk, await desk.known(act.db), making)
        except DocumentUnfit as unfit:
            async with call.act("seal_license", subject=str(work.id)) as act:
                making = await _held(act.db, work.id)
                if making.state is MakingState.WRITTEN:
                    give_up(making, unfit.code)
            raise
    raise OtherwiseSealed


async def resume(call: Call, desk: Desk, making_id: UUID) -> Making:
    """Return a version that was written down before, finished if it was not.

    Raises: MakingAbandoned, NoSealInForce, OtherwiseSealed, DocumentUnfit.
    """
    async with call.act("seal_license", subject=str(making_id)) as act:
        making = _kept(await _held(act.db, making_id))
        if making.state is not MakingState.WRITTEN:
            return making
        work = await _work(act.db, desk, await desk.known(act.db), making)
    return await complete(call, desk, work)


async def finish(db: AsyncSession, desk: Desk, work: Work, sealed: Sealed) -> Making:
    """Write a sealed version, and with it bring it in force; once only.

    Raises: OtherwiseSealed, NoSealInForce, IssuerSucceeded, and the refusals of the life cycle.
    """
    making = await _held(db, work.id)
    if making.state is not MakingState.WRITTEN:
        return making
    connection = await raw_connection(db)
    await lock(connection, work.draft.keys)  # from here on, what is known stays so
    known, moment = await desk.known(db), now()
    demand_issuers(known.directory, work.draft.issuers, work.draft.entry_id)
    await _demand_seals(db, desk, work, moment)
    change = work.draft.change(known.entry(work.draft.entry_id).plan)
    (outcome,) = await write_licenses(
        connection, desk.workshop.keys, moment, [change], {work.digest: sealed}
    )
    if isinstance(outcome, Refusal):
        raise outcome
    if outcome is book.Written.UNCHANGED:
        raise OtherwiseSealed  # the very version came from elsewhere, and without a seal
    making.holder_key = await tell_holders(db, work, moment)
    making.state, making.finished_at, making.draft = MakingState.DONE, moment, None
    return making


async def _held(db: AsyncSession, making_id: UUID) -> Making:
    """Return a version as it is now, and let nobody else change it meanwhile."""
    return await db.get_one(Making, making_id, with_for_update=True, populate_existing=True)


def _kept(making: Making) -> Making:
    """Return a version that was not given up.

    Raises: MakingAbandoned.
    """
    if making.state is MakingState.ABANDONED:
        raise MakingAbandoned(outcome=making.outcome)
    return making


def give_up(making: Making, outcome: str) -> None:
    """Give up a version; nothing of it was ever in force, and nothing of it is kept."""
    making.state, making.finished_at = MakingState.ABANDONED, now()
    making.outcome, making.draft = outcome, None


async def works(db: AsyncSession, desk: Desk, ids: Iterable[UUID]) -> list[Work]:
    """Return versions that are written down, with what sealing them needs.

    Raises: NoSealInForce.
    """
    known = await desk.known(db)
    waiting = select(Making).where(Making.id.in_(set(ids)), Making.state == MakingState.WRITTEN)
    rows = (await db.scalars(waiting.order_by(Making.id))).all()
    return [await _work(db, desk, known, row) for row in rows]


async def _work(db: AsyncSession, desk: Desk, known: Known, making: Making) -> Work:
    draft = draft_of(desk, making)
    content, entry = draft.content, known.entry(draft.entry_id)
    revision = entry.policy if content is None else entry.revisions[content.revision]
    issuers = tuple(known.directory.by_id[one] for one in draft.issuers)
    held = await desk.workshop.seals.in_force(db, draft.issuers, now())
    for issuer in issuers:
        if issuer.id not in held:
            raise NoSealInForce(organization=issuer.name_zh)
    seals = tuple(held[issuer.id] for issuer in issuers)
    return Work(making.id, draft, making.digest or b"", revision, issuers, seals)


async def _demand_seals(db: AsyncSession, desk: Desk, work: Work, moment: datetime) -> None:
    """Let no seal be used that was revoked while it was being used."""
    held = await desk.workshop.seals.in_force(db, work.draft.issuers, moment)
    in_force = {one.id for one in held.values()}
    for issuer, seal in zip(work.issuers, work.seals, strict=True):
        if seal.id not in in_force:
            raise NoSealInForce(organization=issuer.name_zh)


def sealed_draft(desk: Desk, making_id: UUID, draft: msgspec.Struct) -> bytes:
    """Encrypt what a version is to say, bound to its making."""
    return desk.workshop.envelopes.seal(msgspec.json.encode(draft), making_id.bytes)


def draft_of(desk: Desk, making: Making) -> Draft:
    """Return what a version is to say."""
    opened = desk.workshop.envelopes.open(making.draft or b"", making.id.bytes)
    return msgspec.json.decode(opened, type=Draft)
