"""Write a version down, and finish it when it is sealed (先登记、后签章、再生效)."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.call import Call, Races
from hub.clock import now
from hub.db.driver import driver_of
from hub.db.ids import new_id
from hub.errors import Refusal
from hub.issuing.claims import Named, NumberTaken, claim_numbers, release_numbers
from hub.issuing.counting import count_given_up, count_made
from hub.issuing.desk import Desk, Known
from hub.issuing.drafts import Draft
from hub.issuing.model import Making
from hub.issuing.refusals import DocumentUnfit, MakingAbandoned, MakingUnderWay, NoSealInForce
from hub.issuing.rules import demand_issuers, issuing_for
from hub.issuing.telling import tell_holders
from hub.issuing.terms import MakingState
from hub.issuing.workshop import Work
from hub.licenses.book import Outcome
from hub.licenses.book import Written as Became
from hub.licenses.commands import foresee, lock, write_licenses
from hub.licenses.rules import OtherwiseSealed
from hub.licenses.sealed import Sealed
from hub.licenses.terms import LicenseEvent
from hub.seals.held import HeldSeal

Written = Work | Making
"""What writing down comes to: work for a seal, or a version that waits for other issuers."""

RACES: Races = {"uq_making_license_id": MakingUnderWay}
ATTEMPTS = 3


class OfRow(NamedTuple):
    """The batch and the line that a version comes from, if it comes from a spreadsheet."""

    batch_id: UUID | None
    line: int | None


NO_ROW = OfRow(None, None)


class Finished(NamedTuple):
    """A version that was to be finished, and what writing it came to, if it was not done yet."""

    making: Making
    outcome: Outcome | None


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
    (begun,) = await write_down_all(db, desk, call, [(draft, NO_ROW)])
    if isinstance(begun, Refusal):
        raise begun
    return begun


async def write_down_all(
    db: AsyncSession, desk: Desk, call: Call, drafts: Sequence[tuple[Draft, OfRow]]
) -> list[Work | Refusal]:
    """Write down versions of different licenses, and say of each other why it cannot be made.

    Raises: NoSealInForce, IssuerSucceeded.
    """
    known = await desk.known(db)
    for draft, _ in drafts:
        demand_issuers(known.directory, draft.issuers, draft.entry_id)
    changes = [draft.change(known.entry(draft.entry_id).plan) for draft, _ in drafts]
    steps = await foresee(await driver_of(db), desk.workshop.keys, changes)
    held = await _held(db, desk, known, (draft for draft, _ in drafts))
    begun: list[Work | Refusal] = []
    for (draft, row), step in zip(drafts, steps, strict=True):
        if isinstance(step, Refusal):
            begun.append(step)
            continue
        making = _written(desk, call, draft, row, step.digest)
        db.add(making)
        begun.append(_work(known, making, draft, held))
    await db.flush()
    return begun


def _written(desk: Desk, call: Call, draft: Draft, row: OfRow, digest: bytes) -> Making:
    making_id = new_id()
    return Making(
        id=making_id,
        license_id=draft.license_id,
        issuer_id=draft.issuer_id,
        entry_id=draft.entry_id,
        batch_id=row.batch_id,
        line=row.line,
        event=draft.event,
        identifier=draft.identifier,
        state=MakingState.WRITTEN,
        draft=sealed_draft(desk, making_id, draft),
        digest=digest,
        awaiting=[],
        confirmed=list(draft.issuers),
        requested_by=call.caller.account_id,
        requested_at=now(),
    )


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
    return _work(known, making, draft, await _held(db, desk, known, [draft]))


async def write_anew(db: AsyncSession, desk: Desk, making_id: UUID) -> Making:
    """Write down anew what is to be sealed of a license that has moved on, if it is not done."""
    making = await _taken(db, making_id)
    if making.state is MakingState.WRITTEN:
        known = await desk.known(db)
        making.digest = await _digest(db, desk, known, draft_of(desk, making))
    return making


async def _digest(db: AsyncSession, desk: Desk, known: Known, draft: Draft) -> bytes:
    change = draft.change(known.entry(draft.entry_id).plan)
    (step,) = await foresee(await driver_of(db), desk.workshop.keys, [change])
    if isinstance(step, Refusal):
        raise step
    return step.digest


async def complete(call: Call, desk: Desk, work: Work) -> Making:
    """Seal a version that is written down, and bring it in force.

    Raises: MakingAbandoned, NoSealInForce, OtherwiseSealed, DocumentUnfit.
    """
    for _ in range(ATTEMPTS):
        try:
            (sealed,) = await desk.workshop.seal([work], now())
            async with call.act("seal_license", subject=str(work.id)) as act:
                return _kept(await finish(act.db, desk, work, sealed))
        except OtherwiseSealed:
            async with call.act("seal_license", subject=str(work.id)) as act:
                making = await write_anew(act.db, desk, work.id)
                if making.state is not MakingState.WRITTEN:
                    return _kept(making)
                (work,) = await works(act.db, desk, [making.id])
        except DocumentUnfit as unfit:
            async with call.act("seal_license", subject=str(work.id)) as act:
                making = await _taken(act.db, work.id)
                if making.state is MakingState.WRITTEN:
                    await abandon(act.db, making, unfit)
            raise
    raise OtherwiseSealed


async def resume(call: Call, desk: Desk, making_id: UUID) -> Making:
    """Return a version that was written down before, finished if it was not.

    Raises: MakingAbandoned, NoSealInForce, OtherwiseSealed, DocumentUnfit.
    """
    async with call.act("seal_license", subject=str(making_id)) as act:
        making = _kept(await _taken(act.db, making_id))
        if making.state is not MakingState.WRITTEN:
            return making
        (work,) = await works(act.db, desk, [making_id])
    return await complete(call, desk, work)


async def finish(db: AsyncSession, desk: Desk, work: Work, sealed: Sealed) -> Making:
    """Write a sealed version, and with it bring it in force; once only.

    Raises: OtherwiseSealed, NoSealInForce, IssuerSucceeded, and the refusals of the life cycle.
    """
    (finished,) = await finish_all(db, desk, [(work, sealed)])
    if isinstance(finished.outcome, Refusal):
        raise finished.outcome
    return finished.making


async def finish_all(
    db: AsyncSession, desk: Desk, done: Sequence[tuple[Work, Sealed]]
) -> list[Finished]:
    """Write sealed versions of different licenses; say of each other why it was not written.

    What is done already, or was given up, stays as it is: nothing is brought in force twice.

    Raises: NoSealInForce, IssuerSucceeded.
    """
    makings = await locked(db, [work.id for work, _ in done])
    waiting = [each for each in done if makings[each[0].id].state is MakingState.WRITTEN]
    taken = await claim_numbers(db, desk.workshop.keys, _new_numbers(work for work, _ in waiting))
    told: dict[UUID, Outcome] = {
        work.id: NumberTaken() for work, _ in waiting if work.draft.license_id in taken
    }
    unique = [each for each in waiting if each[0].id not in told]
    outcomes = await _write(db, desk, unique)
    told |= {work.id: one for (work, _), one in zip(unique, outcomes, strict=True)}
    made = [work for work, _ in unique if not isinstance(told[work.id], Refusal)]
    refused = {work.draft.license_id for work, _ in unique} - {one.draft.license_id for one in made}
    if refused:
        await release_numbers(db, refused)
    await _bring_in_force(db, made, makings)
    return [Finished(makings[work.id], told.get(work.id)) for work, _ in done]


async def _write(
    db: AsyncSession, desk: Desk, waiting: Sequence[tuple[Work, Sealed]]
) -> list[Outcome]:
    connection, works_ = await driver_of(db), [work for work, _ in waiting]
    await lock(connection, (key for work in works_ for key in work.draft.keys))
    known, moment = await desk.known(db), now()  # from here on, what is known stays so
    for work in works_:
        demand_issuers(known.directory, work.draft.issuers, work.draft.entry_id)
    await _demand_seals(db, desk, works_, moment)
    changes = [work.draft.change(known.entry(work.draft.entry_id).plan) for work in works_]
    sealed = {work.digest: one for work, one in waiting}
    outcomes = await write_licenses(connection, desk.workshop.keys, moment, changes, sealed)
    # the very version may have come from elsewhere, and without a seal
    return [OtherwiseSealed() if one is Became.UNCHANGED else one for one in outcomes]


def _new_numbers(works: Iterable[Work]) -> dict[UUID, Named]:
    return {
        work.draft.license_id: Named(work.draft.entry_id, work.draft.content.number)
        for work in works
        if work.draft.event is LicenseEvent.ISSUED and work.draft.content
    }


async def locked(db: AsyncSession, ids: Iterable[UUID]) -> dict[UUID, Making]:
    """Return makings as they are by now, held by this transaction, in one order for all."""
    named = select(Making).where(Making.id.in_(list(ids))).order_by(Making.id)
    held = named.with_for_update().execution_options(populate_existing=True)
    return {making.id: making for making in await db.scalars(held)}


async def _bring_in_force(
    db: AsyncSession, made: Sequence[Work], makings: Mapping[UUID, Making]
) -> None:
    if not made:
        return
    moment = now()
    homes = await tell_holders(db, made, moment)
    for work in made:
        making = makings[work.id]
        making.holder_key = homes[work.draft.identifier]
        making.state, making.finished_at, making.draft = MakingState.DONE, moment, None
    await count_made(db, (makings[work.id].batch_id for work in made))


async def _taken(db: AsyncSession, making_id: UUID) -> Making:
    """Return a version as it is now, and let nobody else change it meanwhile."""
    return (await locked(db, [making_id]))[making_id]


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


async def abandon(db: AsyncSession, making: Making, refusal: Refusal) -> None:
    """Give up a version that can no longer be made; where a row asked for it, report the row."""
    give_up(making, refusal.code)
    await count_given_up(db, making, refusal)


async def works(db: AsyncSession, desk: Desk, ids: Iterable[UUID]) -> list[Work]:
    """Return versions that are written down, with what sealing them needs.

    Raises: NoSealInForce.
    """
    known = await desk.known(db)
    waiting = select(Making).where(Making.id.in_(set(ids)), Making.state == MakingState.WRITTEN)
    rows = (await db.scalars(waiting.order_by(Making.id))).all()
    drafts = [draft_of(desk, row) for row in rows]
    held = await _held(db, desk, known, drafts)
    return [_work(known, row, draft, held) for row, draft in zip(rows, drafts, strict=True)]


async def _held(
    db: AsyncSession, desk: Desk, known: Known, drafts: Iterable[Draft]
) -> dict[int, HeldSeal]:
    """Return the seals of whoever is to seal.

    Raises: NoSealInForce.
    """
    wanted = dict.fromkeys(issuer for draft in drafts for issuer in draft.issuers)
    held = await desk.workshop.seals.in_force(db, wanted, now())
    for issuer in wanted:
        if issuer not in held:
            raise NoSealInForce(organization=known.directory.by_id[issuer].name_zh)
    return held


def _work(known: Known, making: Making, draft: Draft, held: Mapping[int, HeldSeal]) -> Work:
    content, entry = draft.content, known.entry(draft.entry_id)
    revision = entry.policy if content is None else entry.revisions[content.revision]
    issuers = tuple(known.directory.by_id[one] for one in draft.issuers)
    seals = tuple(held[one] for one in draft.issuers)
    return Work(making.id, draft, making.digest or b"", revision, issuers, seals)


async def _demand_seals(
    db: AsyncSession, desk: Desk, works: Sequence[Work], moment: datetime
) -> None:
    """Let no seal be used that was revoked while it was being used.

    Raises: NoSealInForce.
    """
    used = {
        seal.id: issuer
        for work in works
        for seal, issuer in zip(work.seals, work.issuers, strict=True)
    }
    in_force = await desk.workshop.seals.standing(db, used, moment)
    for seal_id, issuer in used.items():
        if seal_id not in in_force:
            raise NoSealInForce(organization=issuer.name_zh)


def sealed_draft(desk: Desk, making_id: UUID, draft: msgspec.Struct) -> bytes:
    """Encrypt what a version is to say, bound to its making."""
    return desk.workshop.envelopes.seal(msgspec.json.encode(draft), making_id.bytes)


def draft_of(desk: Desk, making: Making) -> Draft:
    """Return what a version is to say."""
    opened = desk.workshop.envelopes.open(making.draft or b"", making.id.bytes)
    return msgspec.json.decode(opened, type=Draft)
