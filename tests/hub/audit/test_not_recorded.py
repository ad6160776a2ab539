"""What cannot be recorded does not leave, whatever was asked."""

from contextlib import suppress
from typing import Any

import pytest

from hub.audit.recorder import NotRecorded, Recorder
from hub.audit.usage import UsageRecord
from hub.db.engine import WRITER, pool
from hub.errors import Refusal
from tests.hub.audit.asking import (
    COMPARE,
    FIND,
    HELD,
    ONE,
    PROVE,
    RECORD,
    VERIFY,
    identifier,
    recording_by,
)
from tests.make import Hub

SABOTAGE = """CREATE FUNCTION no_event() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'no event today'; END $$"""
TRIGGER = """CREATE TRIGGER no_event BEFORE INSERT ON usage_event
    FOR EACH ROW EXECUTE FUNCTION no_event()"""
DIGEST = """SELECT encode(v.digest, 'hex') FROM license_version v
    JOIN license_locator k ON k.license_id = v.license_id WHERE k.identifier = :identifier"""
QUERIES = {
    "license": ONE,
    "licenses": HELD,
    "publicRecords": FIND,
    "publicRecord": RECORD,
    "verifyLicense": VERIFY,
    "verifyLicense by digest": PROVE,
    "compareLicense": COMPARE,
}


class Careless(Recorder):
    """A recorder that swallows a failure, as the hub's must not."""

    async def record(self, record: UsageRecord) -> None:
        """Go on as if the event were stored."""
        with suppress(Refusal):
            await super().record(record)


async def asked(hub: Hub, name: str) -> dict[str, Any]:
    """Let a holder ask for what the own license holds."""
    paper = hub.world.paper("plain")
    of = identifier(hub, paper)
    ((digest,),) = await hub.rows(DIGEST, identifier=of)
    said = {"of": of, "first": 5, "value": paper.value("premises", 1), "digest": digest}
    named = {key: value for key, value in said.items() if f"${key}" in QUERIES[name]}
    return await hub.ask("zhang", QUERIES[name], **named)


async def sabotage(hub: Hub) -> None:
    """Let the insert of a usage event fail, and nothing else."""
    await hub.change(SABOTAGE)
    await hub.change(TRIGGER)


def assert_nothing_left(answer: dict[str, Any]) -> None:
    """Check that an answer holds one refusal in two languages, and no data."""
    assert answer["data"] is None
    (error,) = answer["errors"]
    extensions = error["extensions"]
    assert extensions["code"] == "NotRecorded"
    assert (extensions["messageZh"], extensions["messageEn"]) == (NotRecorded.zh, NotRecorded.en)
    assert answer.keys() == {"data", "errors", "extensions"}


@pytest.mark.parametrize("name", QUERIES)
async def test_nothing_leaves_that_is_not_recorded(hub: Hub, name: str) -> None:
    before = await asked(hub, name)
    assert before["data"][name.split(maxsplit=1)[0]], before
    await sabotage(hub)
    assert_nothing_left(await asked(hub, name))
    ((events,),) = await hub.rows("SELECT count(*) FROM usage_event")
    assert events == 1


async def test_a_recorder_that_swallows_the_failure_is_found_out(
    hub: Hub, province_database: str
) -> None:
    await sabotage(hub)
    kept, careless = hub.doors.recorder, Careless(await pool(province_database, WRITER, 1))
    recording_by(hub, careless)
    answers = {name: await asked(hub, name) for name in QUERIES}
    recording_by(hub, kept)
    await careless.close()
    for name, answer in answers.items():
        with pytest.raises(AssertionError):
            assert_nothing_left(answer)
        assert answer["data"][name.split(maxsplit=1)[0]]
