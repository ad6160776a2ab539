"""What comes between writing a version down and bringing it in force."""

import asyncio
import signal
from typing import Any
from uuid import UUID

import orjson
import pytest
from sqlalchemy import text

from hub.aggregation.formats.mapping import ColumnMapping
from hub.aggregation.pipeline import Delivery, aggregate_stream
from hub.clock import now
from hub.crypto.sm2 import Sm2Missing
from hub.identity.terms import Role
from hub.issuing import jobs, making, succession
from hub.issuing.commands.issue import issue_license
from hub.issuing.making import finish, sealed_draft
from hub.issuing.model import Making
from hub.issuing.refusals import IssuerSucceeded, MakingAbandoned, NoSealInForce
from hub.issuing.succession import succeed_issuer
from hub.issuing.terms import MakingState
from hub.issuing.wishes import Heir, SucceedIssuer
from hub.licenses import commands
from hub.licenses.commands import write_licenses
from hub.licenses.known import known_states
from hub.licenses.sealed import Sealed
from hub.seals.kept import unpacked
from tests.hub.aggregation.conftest import parts
from tests.hub.aggregation.permits import CITY, OTHER, event
from tests.hub.issuing import killed_sealing
from tests.hub.issuing.bureau import (
    CENTER,
    ENTRY,
    Bureau,
    grown_older,
    makings,
    open_bureau,
    wished,
)
from tests.hub.issuing.conftest import Place
from tests.hub.issuing.killed_sealing import ACTS, finish_left_overs
from tests.hub.issuing.seals_kept import faults
from tests.hub.issuing.watching import watched, whole


async def left_by_a_crash(place: Place, bureau: Bureau, act: str) -> None:
    """Leave a version written down, and old enough that nobody is at it any more."""
    if act != "issue":
        await ACTS["issue"](bureau)
    assert await place.run(killed_sealing.make, act, "written_down") == -signal.SIGKILL
    await grown_older(bureau)


async def happens_elsewhere(bureau: Bureau, what: str, sequence: int = 1) -> None:
    """Let an event of the license come by aggregation."""
    [(serial,)] = await bureau.rows("SELECT serial FROM license")
    body = orjson.dumps(event(0, what, sequence) | {"serial": serial, "occurred_on": "2026-11-01"})
    plain = Delivery(
        source="test", key=f"{what}-{sequence}", mapping=ColumnMapping(format="ndjson")
    )
    call = bureau.call(CITY, Role.AGGREGATOR)
    assert (await aggregate_stream(call, bureau.keys, plain, parts(body))).quarantined == 0


async def revoke(bureau: Bureau, code: str = CITY) -> None:
    """Revoke the seals of an organization."""
    async with bureau.doors.writer.begin() as db:
        statement = "UPDATE seal SET revoked_at = now() WHERE organization_id = :id"
        await db.execute(text(statement), {"id": bureau.ids[code]})


async def succeed(bureau: Bureau, *entries: str) -> None:
    """Let the city's licenses go to another department."""
    call = bureau.call(CENTER, Role.SYSTEM_ADMIN)
    wish = SucceedIssuer(CITY, (Heir(OTHER, entries),), "food-safety-law")
    await succeed_issuer(call, bureau.desk, wish)


def while_sealing(bureau: Bureau, happens: Any) -> None:  # noqa: ANN401 - anything that can be awaited
    """Let something happen once, after the seal was used and before the version is in force."""
    shop, seal, left = bureau.desk.workshop, bureau.desk.workshop.seal, [happens]

    async def sealing(*arguments: Any) -> list[Sealed]:  # noqa: ANN401 - handed through
        made = await seal(*arguments)
        while left:
            await left.pop()()
        return made

    vars(shop)["seal"] = sealing


async def finish_blindly(db: Any, desk: Any, work: Any, sealed: Any) -> Making:  # noqa: ANN401
    """Finish without looking whether it is done, whatever was sealed: what must not be done."""
    row = await db.get_one(Making, work.id, with_for_update=True, populate_existing=True)
    row.state, row.draft = MakingState.WRITTEN, sealed_draft(desk, work.id, work.draft)
    await db.flush()
    return await finish(db, desk, work, sealed)


async def write_unsealed(*arguments: Any) -> Any:  # noqa: ANN401 - handed through
    """Write whatever comes, sealed or not: what must not be done."""
    return await write_licenses(*arguments[:4])


@pytest.mark.parametrize("act", ["issue", "inspect"])
async def test_two_processes_finish_it_once(place: Place, bureau: Bureau, act: str) -> None:
    await left_by_a_crash(place, bureau, act)
    async with watched(place.url) as seen:
        ends = await asyncio.gather(*(place.run(killed_sealing.finish) for _ in range(2)))
    assert ends == [0, 0]
    assert not any(seen)
    assert await whole(bureau, ["ISSUED", "INSPECTED"][: 1 + (act == "inspect")])


async def test_the_job_and_the_client_finish_it_once(place: Place, bureau: Bureau) -> None:
    await left_by_a_crash(place, bureau, "inspect")
    await asyncio.gather(finish_left_overs(bureau), *(ACTS["inspect"](bureau) for _ in range(3)))
    assert await whole(bureau, ["ISSUED", "INSPECTED"])


async def test_who_does_not_look_whether_it_is_done_would_do_it_twice(
    place: Place, bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    await left_by_a_crash(place, bureau, "inspect")
    monkeypatch.setattr(making, "write_licenses", write_unsealed)
    async with bureau.doors.writer() as db:
        [work] = await making.works(db, bureau.desk, [await only_making(bureau)])
    [sealed] = await bureau.desk.workshop.seal([work], now())
    for _ in range(2):
        async with bureau.doors.writer.begin() as db:
            await finish_blindly(db, bureau.desk, work, sealed)
    assert not await whole(bureau, ["ISSUED", "INSPECTED"])


async def only_making(bureau: Bureau) -> UUID:
    """Return the one version that is written down."""
    [(found,)] = await bureau.rows("SELECT id FROM making WHERE state = 'WRITTEN'")
    return UUID(str(found))


async def test_a_license_that_moved_on_is_sealed_anew(place: Place, bureau: Bureau) -> None:
    await left_by_a_crash(place, bureau, "inspect")
    await happens_elsewhere(bureau, "INSPECTED")
    async with watched(place.url) as seen:
        for _ in range(2):
            await finish_left_overs(bureau)
    assert not any(seen)
    assert await whole(bureau, ["ISSUED", "INSPECTED", "INSPECTED"])


async def test_a_license_that_moves_while_it_is_sealed_is_sealed_anew(bureau: Bureau) -> None:
    await ACTS["issue"](bureau)
    while_sealing(bureau, lambda: happens_elsewhere(bureau, "SUSPENDED"))
    made = await ACTS["change"](bureau)
    assert made.state is MakingState.DONE
    assert await whole(bureau, ["ISSUED", "SUSPENDED", "CHANGED"])
    [(status,)] = await bureau.rows("SELECT status FROM license")
    assert status == "SUSPENDED"


async def test_what_is_written_without_its_own_seal_is_found(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ACTS["issue"](bureau)
    monkeypatch.setattr(making, "write_licenses", write_unsealed)
    await ACTS["inspect"](bureau)
    assert await faults(bureau) == ["half made", "0 seals at 2"]


@pytest.mark.parametrize(
    ("act", "outcome"), [("inspect", "EventNotAllowed"), ("change", "VersionAfterEnd")]
)
async def test_a_license_that_ended_meanwhile_gets_no_version(
    place: Place, bureau: Bureau, act: str, outcome: str
) -> None:
    await left_by_a_crash(place, bureau, act)
    await happens_elsewhere(bureau, "CANCELLED")
    await finish_left_overs(bureau)
    rows = await bureau.rows("SELECT state, outcome, draft FROM making ORDER BY id")
    assert rows[1:] == [("ABANDONED", outcome, None)]
    assert await bureau.rows("SELECT sequence FROM license_version ORDER BY 1") == [(1,), (2,)]
    assert await faults(bureau) == []
    with pytest.raises(MakingAbandoned):
        await ACTS[act](bureau)


async def test_a_seal_revoked_meanwhile_is_not_used(place: Place, bureau: Bureau) -> None:
    await left_by_a_crash(place, bureau, "issue")
    await revoke(bureau)
    await finish_left_overs(bureau)
    with pytest.raises(NoSealInForce):
        await ACTS["issue"](bureau)
    assert await makings(bureau) == [("ISSUED", "WRITTEN")]
    assert await bureau.rows("SELECT FROM license") == []
    number = await bureau.give_seal(place.authority, CITY)
    await finish_left_overs(bureau)
    assert await whole(bureau, ["ISSUED"])
    [((kept,),)] = await bureau.rows("SELECT seals FROM license_version")
    [(used,)] = await bureau.rows("SELECT number FROM seal WHERE id = :id", id=unpacked(kept).seal)
    assert used == number


async def in_force_under_a_revoked_seal(bureau: Bureau) -> bool:
    """Revoke the seal once it was used, and tell whether the version came in force."""
    while_sealing(bureau, lambda: revoke(bureau))
    try:
        await ACTS["issue"](bureau)
    except NoSealInForce:
        assert await makings(bureau) == [("ISSUED", "WRITTEN")]
    return await bureau.rows("SELECT FROM license") != []


async def test_a_seal_revoked_while_it_is_used_brings_nothing_in_force(bureau: Bureau) -> None:
    assert not await in_force_under_a_revoked_seal(bureau)


async def test_who_does_not_ask_again_would_use_a_revoked_seal(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def blind(*_: object) -> None: ...

    monkeypatch.setattr(making, "_demand_seals", blind)
    assert await in_force_under_a_revoked_seal(bureau)


@pytest.mark.parametrize("entries", [(), (ENTRY,)])
async def test_what_a_succeeded_issuer_was_making_is_given_up(
    place: Place, bureau: Bureau, entries: tuple[str, ...]
) -> None:
    await left_by_a_crash(place, bureau, "issue")
    await succeed(bureau, *entries)
    await finish_left_overs(bureau)
    [row] = await bureau.rows("SELECT state, outcome, draft FROM making")
    assert row == ("ABANDONED", "IssuerSucceeded", None)
    assert await bureau.rows("SELECT FROM license") == []


@pytest.mark.parametrize("entries", [(), (ENTRY,)])
async def test_what_the_succession_did_not_see_is_given_up_too(
    place: Place, bureau: Bureau, monkeypatch: pytest.MonkeyPatch, entries: tuple[str, ...]
) -> None:
    async def unseen(*_: object) -> None: ...

    monkeypatch.setattr(succession, "_give_up", unseen)
    await left_by_a_crash(place, bureau, "change")
    await succeed(bureau, *entries)
    await finish_left_overs(bureau)
    assert await makings(bureau) == [("ISSUED", "DONE"), ("CHANGED", "ABANDONED")]
    with pytest.raises(MakingAbandoned, match=IssuerSucceeded.__name__):
        await ACTS["change"](bureau)


async def test_who_was_succeeded_while_the_seal_was_used_brings_nothing_in_force(
    bureau: Bureau,
) -> None:
    while_sealing(bureau, lambda: succeed(bureau))
    with pytest.raises(MakingAbandoned):
        await ACTS["issue"](bureau)
    assert await bureau.rows("SELECT FROM license") == []


async def test_an_event_written_during_a_succession_leaves_the_license_with_the_heir(
    bureau: Bureau,
) -> None:
    await ACTS["issue"](bureau)
    assert await issuer_after_an_event_meanwhile(bureau) == OTHER


async def test_a_succession_that_did_not_wait_would_be_undone(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unlocked(*_: object) -> None: ...

    monkeypatch.setattr(succession, "_lock", unlocked)
    await ACTS["issue"](bureau)
    assert await issuer_after_an_event_meanwhile(bureau) == CITY


async def issuer_after_an_event_meanwhile(bureau: Bureau) -> str:
    """Let an event be written while the license goes over, and return whose it is then."""
    read = asyncio.Event()

    async def slowly(*arguments: Any) -> Any:  # noqa: ANN401 - handed through
        states = await known_states(*arguments)
        read.set()
        await asyncio.sleep(0.5)
        return states

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(commands, "known_states", slowly)
        writing = asyncio.create_task(happens_elsewhere(bureau, "INSPECTED"))
        await asyncio.wait(
            [writing, asyncio.create_task(read.wait())], return_when="FIRST_COMPLETED"
        )
        await succeed(bureau, ENTRY)
        await writing
    [(id_,)] = await bureau.rows("SELECT issuer_id FROM license")
    return next(code for code, known in bureau.ids.items() if known == id_)


async def test_a_version_that_fails_keeps_up_no_other(
    place: Place, bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    await left_by_a_crash(place, bureau, "issue")
    poisoned, seal = await only_making(bureau), bureau.desk.workshop.seal
    await left_by_a_crash_of_another(bureau)

    async def sealing(works: Any, moment: Any) -> list[Sealed]:  # noqa: ANN401 - handed through
        if works[0].id == poisoned:
            raise ZeroDivisionError
        return await seal(works, moment)

    monkeypatch.setattr(bureau.desk.workshop, "seal", sealing)
    monkeypatch.setattr(jobs, "AT_ONCE", 1)
    await finish_left_overs(bureau)
    assert await makings(bureau) == [("ISSUED", "WRITTEN"), ("ISSUED", "DONE")]
    monkeypatch.undo()
    await finish_left_overs(bureau)
    assert await makings(bureau) == [("ISSUED", "DONE"), ("ISSUED", "DONE")]


async def left_by_a_crash_of_another(bureau: Bureau) -> None:
    """Leave a second version written down, of another license."""

    async def dies(*_: object) -> Making:
        raise ConnectionResetError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(making, "complete", dies)
        with pytest.raises(ConnectionResetError):
            await issue_license(bureau.call(), bureau.desk, wished())
    await grown_older(bureau)


async def test_a_machine_that_cannot_seal_gives_nothing_up(
    place: Place, bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    await left_by_a_crash(place, bureau, "issue")

    async def cannot(*_: object) -> list[Sealed]:
        raise Sm2Missing

    monkeypatch.setattr(bureau.desk.workshop, "seal", cannot)
    await finish_left_overs(bureau)
    assert await makings(bureau) == [("ISSUED", "WRITTEN")]
    monkeypatch.undo()
    await finish_left_overs(bureau)
    assert await whole(bureau, ["ISSUED"])


async def test_the_job_needs_one_connection_beside_its_own(place: Place, bureau: Bureau) -> None:
    await left_by_a_crash(place, bureau, "issue")
    async with open_bureau(place.url, place.keyring, 2, 1) as small, asyncio.timeout(20):
        await finish_left_overs(small)
    assert await whole(bureau, ["ISSUED"])
