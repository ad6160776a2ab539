"""No id gives access by itself: every place that takes one, by every kind of caller (S4)."""

from typing import Any

import pytest
from sqlalchemy import text

from hub.audit.call import Call
from hub.authorizations.endings import commands as endings
from hub.authorizations.grants import queries as grants
from hub.crypto.keyring import Keyring, Use, create_keyring
from hub.crypto.opaque import Opaque
from schema.ids import GlobalIds, IdInvalid
from tests.schema.http.asking import ANYONE, Answer, Hub
from tests.schema.http.doors.acts import MUTATIONS, OPERATOR
from tests.schema.http.doors.archive_rows import KEPT
from tests.schema.http.doors.callers import CALLERS, lower
from tests.schema.http.doors.exchange_rows import EXCHANGE
from tests.schema.http.doors.knocking import Door, absent, contents, nameless, outcome
from tests.schema.http.doors.later_rows import LATER
from tests.schema.http.doors.making_rows import MAKING
from tests.schema.http.doors.objection_rows import OBJECTED
from tests.schema.http.doors.office_rows import OFFICES
from tests.schema.http.doors.paths import matching, paths
from tests.schema.http.doors.row import ANSWERS, NULL, Row, Thing
from tests.schema.http.doors.rows import QUERIES
from tests.schema.http.doors.supervision_rows import SUPERVISION
from tests.schema.http.doors.things import GRANT, LICENSE
from tests.schema.http.doors.words import FOLLOWED, WORDS

PATHS = paths()
ROWS = [*QUERIES, *MUTATIONS, *LATER, *MAKING, *KEPT, *OBJECTED, *EXCHANGE, *SUPERVISION, *OFFICES]
CASES = [pytest.param(row, id=f"{place}-{row.path}") for place, row in enumerate(ROWS)]
FORGED = [
    pytest.param(row, id=f"{place}-{row.path}")
    for place, row in enumerate(ROWS)
    if PATHS[row.path].scalar == "ID" or row.forged != IdInvalid.__name__
]
IMITATORS = ("foreigner", "power-clerk", ANYONE)
"""Who tries again with the idempotency key under which the rightful party has acted."""


@pytest.fixture
def ids(keyring: Keyring) -> GlobalIds:
    """The hub's own sealing of ids."""
    return GlobalIds(Opaque(keyring.of(Use.SIV)))


@pytest.fixture(autouse=True)
def guardian_of_another(hub: Hub) -> None:
    """The safety officer is the guardian of some other child."""
    with hub.database() as owner:
        owner.execute(
            """INSERT INTO representation SELECT gen_random_uuid(), id, gen_random_uuid(),
                'GUARDIAN', now(), now() + interval '1 year' FROM account
            WHERE subject = 'sample-safety-officer' AND NOT EXISTS (
                SELECT FROM representation WHERE account_id = account.id)"""
        )


def door_of(hub: Hub, row: Row, ids: GlobalIds) -> tuple[Door, str]:
    """Let the rightful party make what is named, and whatever else the input names."""
    more = {key: made(hub, part, ids) for key, part in row.more.items()}
    return Door(hub, row, PATHS[row.path], more), row.thing.make(hub, ids)


def row_of(path: str, thing: Thing) -> Row:
    """Return the row about naming a thing at a path."""
    return next(row for row in ROWS if row.path == path and row.thing is thing)


def made(hub: Hub, part: Any, ids: GlobalIds) -> Any:  # noqa: ANN401 - as JSON has it
    """Make a thing that stands in an input."""
    return part.make(hub, ids) if isinstance(part, Thing) else part


def strangers(row: Row) -> list[str]:
    """Return everybody but the rightful party: each kind of caller, and whom the row names."""
    named = dict.fromkeys([*lower(row.by), *CALLERS, *row.but])
    return [caller for caller in named if caller != row.by]


def test_every_place_that_names_something_has_its_row_or_its_reason() -> None:
    excused = {path for pattern in WORDS for path in matching(pattern, PATHS)}
    assert sorted(PATHS.keys() - excused - {row.path for row in ROWS} - FOLLOWED.keys()) == []
    assert sorted(path for path in excused if PATHS[path].scalar == "ID") == []


def test_no_row_and_no_reason_is_about_what_is_no_more() -> None:
    assert sorted({row.path for row in ROWS} - PATHS.keys()) == []
    assert sorted(pattern for pattern in WORDS if not matching(pattern, PATHS)) == []
    assert sorted(FOLLOWED.keys() - PATHS.keys()) == []


@pytest.mark.parametrize("row", CASES)
def test_an_id_opens_nothing_by_itself(hub: Hub, ids: GlobalIds, row: Row) -> None:
    opens_to_its_parties_alone(hub, ids, row)


def opens_to_its_parties_alone(hub: Hub, ids: GlobalIds, row: Row) -> None:
    """Let everybody name the thing, the rightful parties last."""
    door, name = door_of(hub, row, ids)
    none = absent(row.thing, ids, row.path)
    others = [one for one in strangers(row) if not (row.changes and row.due(one) == ANSWERS)]
    before = contents(hub) if row.changes else {}
    told = {caller: door.knock(caller, name) for caller in others}
    wrong = {one: got for one, got in outcomes(told).items() if got != row.due(one)}
    assert wrong == {}
    for caller, answer in told.items():
        if none is not None and not row.may_know(caller):
            told_of_none = door.knock(caller, none)
            assert nameless(told_of_none, none) == nameless(answer, name), caller
    assert not row.changes or contents(hub) == before
    open_to_its_parties(hub, ids, row, (door, name))
    for caller in IMITATORS if row.changes else ():
        if caller in others:
            assert outcome(door.knock(caller, name)) == row.due(caller)


def outcomes(told: dict[str, Answer]) -> dict[str, str]:
    """Say in one word what came of it for each caller."""
    return {caller: outcome(answer) for caller, answer in told.items()}


def open_to_its_parties(hub: Hub, ids: GlobalIds, row: Row, made: tuple[Door, str]) -> None:
    """Let the one who made the thing in, then each other rightful party to another such thing."""
    door, name = made
    none = absent(row.thing, ids, row.path)
    if none is not None:
        assert outcome(door.knock(row.by, none, "absent")) == (row.absent or row.others)
    assert outcome(door.knock(row.by, name)) == row.gets
    for caller in strangers(row) if row.changes and not row.once else ():
        if row.due(caller) == ANSWERS:
            door, name = door_of(hub, row, ids)
            assert outcome(door.knock(caller, name, caller)) == ANSWERS, caller


@pytest.mark.parametrize("row", FORGED)
def test_what_the_hub_did_not_give_out_is_refused(hub: Hub, ids: GlobalIds, row: Row) -> None:
    door, name = door_of(hub, row, ids)
    middle = len(name) // 2
    turned = "A" if name[middle] != "A" else "B"
    elsewhere = GlobalIds(Opaque(create_keyring().of(Use.SIV)))
    forged = {
        "tampered": f"{name[:middle]}{turned}{name[middle + 1 :]}",
        "of another hub": absent(LICENSE if row.thing.named is None else row.thing, elsewhere, ""),
        "none": "none-of-ours",
    }
    if row.document != "node(id: $it) { id }":
        other = GRANT if row.thing.named is LICENSE.named else LICENSE
        forged["of another kind"] = other.make(hub, ids)
    for what, one in forged.items():
        for caller in (row.by, ANYONE):
            told: Answer = door.knock(caller, str(one), what)
            due = NULL if row.path.startswith("Acting") and caller == ANYONE else row.forged
            assert outcome(told) == due, (what, caller)


# Doors left open on purpose, which the table must find


def test_a_grant_that_is_told_to_everybody_is_found(
    hub: Hub, ids: GlobalIds, monkeypatch: pytest.MonkeyPatch
) -> None:
    anybodys = grants.GRANT.replace("WHERE (holder_key", "WHERE (true OR holder_key")
    monkeypatch.setattr(grants, "GRANT", anybodys)
    with pytest.raises(AssertionError, match="foreigner"):
        opens_to_its_parties_alone(hub, ids, row_of("Query.node(id)", GRANT))


def test_a_refusal_that_tells_who_is_known_is_found(
    hub: Hub, ids: GlobalIds, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endings, "permit", lambda *_said: None)
    with pytest.raises(AssertionError, match="adult"):
        opens_to_its_parties_alone(hub, ids, row_of("Mutation.undoHolderEnd(input.code)", OPERATOR))


def test_a_refusal_that_changed_something_is_found(
    hub: Hub, ids: GlobalIds, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = Call._record_refusal  # noqa: SLF001 - where a refused act is recorded

    async def meddle(call: Call, name: str, subject: str, code: str) -> None:
        async with call.doors.writer.begin() as db:
            await db.execute(text("UPDATE use_grant SET cause = cause || '!'"))
        await refused(call, name, subject, code)

    monkeypatch.setattr(Call, "_record_refusal", meddle)
    row = row_of("Mutation.withdrawGrant(input.grant)", GRANT)
    with pytest.raises(AssertionError, match="use_grant"):
        opens_to_its_parties_alone(hub, ids, row)
