"""What was revoked is refused by the very next read, whatever other processes still hold."""

from typing import Any
from uuid import UUID

import pytest

from hub.authorizations.grants.commands import withdraw_grant
from hub.authorizations.grants.wishes import WithdrawGrant
from hub.db.engine import READER
from hub.errors import Refusal
from hub.reading.read import Reading
from hub.reading.scope import ById, Query
from tests.actors import ZHANG, token_of
from tests.entries import bent
from tests.make import PURPOSE, Hub, fresh_reading
from tests.papers import MOMENT, SECOND, Given, Paper
from tests.revisions import revise

LEAVE = "UPDATE office SET until = now()"
CLOSE = "UPDATE account SET active = false WHERE subject = 'zhang'"
NO_LONGER = "UPDATE representation SET until = now() WHERE kind = 'AGENT'"
WITHDRAWN = "UPDATE catalog_entry SET sharing = 'WITHDRAWN' WHERE code = 'permit'"
TOKEN = "INSERT INTO revoked_token VALUES (:token, now() + interval '1 day')"  # noqa: S105 - SQL
RUNNING = {"plain", "without_end", "first_day", "last_day"}
CHANGES = {
    "office": ("issuer", "plain", LEAVE),
    "token": ("zhang", "plain", TOKEN),
    "account": ("zhang", "plain", CLOSE),
    "representation": ("agent", "company", NO_LONGER),
    "publication": ("anonymous", "plain", WITHDRAWN),
    "publication under a grant": ("friend", "plain", WITHDRAWN),
}


async def outcome(hub: Hub, call: Any, paper: Paper) -> Any:  # noqa: ANN401 - rows or a refusal
    """Return the fields granted, or the code of a refusal."""
    try:
        answer = await hub.reading.read(call, Query(ById(*hub.world.places[paper.number][:2])))
    except Refusal as refusal:
        return refusal.code
    return {it.cell.name for row in answer.rows for it in row.decided.cells if it.granted}


async def before_and_after(hub: Hub, name: str) -> tuple[Any, Any]:
    """Read twice in a process that is told nothing of the change between."""
    who, kind, change = CHANGES[name]
    paper = hub.world.paper(kind)
    call = await hub.call(who, purpose=PURPOSE)
    first = await outcome(hub, call, paper)
    token = {"token": token_of(who).token_hash} if ":token" in change else {}
    await hub.change(change, **token)
    return first, await outcome(hub, call, paper)


@pytest.mark.parametrize("name", sorted(CHANGES))
async def test_what_was_revoked_is_refused_by_the_next_read(hub: Hub, name: str) -> None:
    first, then = await before_and_after(hub, name)
    assert "number" in first
    assert isinstance(then, str) or then < first, then


@pytest.mark.parametrize("name", sorted(CHANGES.keys() - {"token"}))
async def test_without_the_comparison_of_epochs_it_would_not_be(
    hub: Hub, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Reading, "_in_step", lambda *_: True)
    await hub.reading.refresh(await hub.call("anonymous"), hub.reading.catalog)
    first, then = await before_and_after(hub, name)
    assert first == then != set()


async def test_a_withdrawn_grant_is_refused_by_every_process(hub: Hub) -> None:
    given = next(it for it in hub.world.grants if runs(it) and it.person == "friend")
    other = Hub(hub.doors, hub.world, fresh_reading(hub.world))
    calls = [(one, await one.call("friend", purpose=PURPOSE)) for one in (hub, other)]
    before = [await outcome(one, call, given.paper) for one, call in calls]
    giver = await other.call("zhang" if given.by == ZHANG else "li")
    for each in [it for it in hub.world.grants if it.paper is given.paper and it.by == given.by]:
        await withdraw_grant(giver, WithdrawGrant(hub.world.holders[given.by], UUID(each.id)))
    after = [await outcome(one, call, given.paper) for one, call in calls]
    assert all(then < first for first, then in zip(before, after, strict=True))


def runs(given: Given) -> bool:
    """Tell whether a grant runs and lists what nobody else is shown."""
    open_now = given.valid_from is None and given.valid_until > MOMENT
    shared = given.paper.entry in {"permit", "quiet"} and given.paper.kind in RUNNING
    return shared and open_now and not given.withdrawn and "account" in given.fields


async def test_a_narrower_mask_holds_for_forms_that_were_stored_before(hub: Hub) -> None:
    """A mask that keeps fewer characters must not show the many that an older form kept."""
    paper = hub.world.paper("plain")
    narrower = bent(SECOND, "seats", keep=0)
    (entry_id,) = (await hub.rows("SELECT id FROM catalog_entry WHERE code = 'permit'"))[0]
    async with hub.doors.writer.begin() as db:
        await revise(db, entry_id, 3, narrower)
    query = 'query ($id: ID!) { license(id: $id) { field(key: "seats") { value } } }'
    told = await hub.ask("anonymous", query, id=hub.id_of(paper))
    shown = told["data"]["license"]["field"]["value"]
    assert not str(shown).endswith(paper.value("seats", 1)[-1:])


async def test_only_the_reader_reads_cells(hub: Hub) -> None:
    roles = await hub.rows(
        """SELECT rolname, c.name FROM pg_roles, (VALUES ('face'), ('face_sealed'),
            ('face_masked')) AS c (name)
        WHERE NOT rolsuper AND has_column_privilege(rolname, 'license_face', c.name, 'SELECT')"""
    )
    assert {role for role, _ in roles} - {"pg_read_all_data"} == {READER}
