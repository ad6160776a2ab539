"""A holder learns of requests that named a license and were refused; nobody else learns of it."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from hub.audit.budgets import Spend
from hub.audit.call import Call
from hub.audit.recorder import Recorder
from hub.audit.usage import NO_BASIS, Usage, UsageRecord
from hub.db.engine import WRITER, ReaderConnection, pool
from hub.reading import read
from tests.hub.audit.asking import COMPARE, code_of, identifier, told, unfold_all
from tests.make import PURPOSE, Hub
from tests.papers import Paper

TRIED = """query ($of: String!) { license(identifier: $of) {
    fields(keys: ["phone", "premises", "not a field"]) { value } } }"""
BY_ID = "query ($id: ID!) { license(id: $id) { fields { value } } }"
USAGE = """{ viewer { usage(first: 100) { records { outcome bySelf license sentence
    english: sentence(locale: EN) entry { body { code } } fields { key outcome code } } } } }"""


def quiet(hub: Hub) -> Paper:
    """Return a license of which a stranger may see nothing."""
    return hub.world.paper("plain", "quiet")


def absent_like(hub: Hub) -> str:
    """Return the identifier of a license of the same entry and issuer that there is not."""
    *before, serial, version, check = identifier(hub, quiet(hub)).split(".")
    return ".".join([*before, "9" * len(serial), version, check])


async def told_to(hub: Hub, who: str) -> list[dict[str, Any]]:
    """Return what somebody reads of the use of own licenses."""
    answer = await hub.ask(who, USAGE)
    found: list[dict[str, Any]] = answer["data"]["viewer"]["usage"]["records"]
    return found


@pytest.mark.parametrize("unfolded", [False, True])
async def test_the_holder_is_told_what_was_tried(hub: Hub, *, unfolded: bool) -> None:
    answer = await hub.ask("stranger", TRIED, of=identifier(hub, quiet(hub)))
    assert code_of(answer) == "LicenseNotFound"
    if unfolded:
        await unfold_all(hub)
    (use,) = await told_to(hub, "zhang")
    assert (use["outcome"], use["bySelf"], use["entry"]["body"]["code"]) == (
        NO_BASIS,
        False,
        "quiet",
    )
    assert use["license"] == hub.id_of(quiet(hub))
    assert [(it["key"], it["outcome"]) for it in use["fields"]] == [
        ("phone", "WITHHELD"),
        ("premises", "WITHHELD"),
    ]
    assert "一位已登录的个人试图查看您的" in use["sentence"]
    assert "it was refused because nothing entitled the caller to it" in use["english"]
    for other in ("li", "stranger", "agent"):
        assert await told_to(hub, other) == []


async def test_a_license_that_was_open_once_tells_of_later_tries(hub: Hub) -> None:
    await hub.ask("teller", BY_ID, PURPOSE, id=hub.id_of(quiet(hub)))
    (use,) = await told_to(hub, "zhang")
    assert use["outcome"] == NO_BASIS
    assert f"为“{PURPOSE.cause}”" in use["sentence"]


async def test_who_may_look_is_not_told_of_as_a_try(hub: Hub) -> None:
    await hub.ask("zhang", TRIED, of=identifier(hub, quiet(hub)))
    (use,) = await told_to(hub, "zhang")
    assert (use["outcome"], use["bySelf"]) == ("ANSWERED", True)


class Counting(Recorder):
    """A recorder that notes what it is asked to store."""

    stored: list[UsageRecord]

    async def _store(self, connection: ReaderConnection, records: Any) -> None:  # noqa: ANN401 - records
        self.stored.extend(records)
        await super()._store(connection, records)


async def shape(hub: Hub, url: str, query: str, **said: object) -> tuple[Any, ...]:
    """Return all that differs in answering a refused request, but for licenses and holders."""
    recorder, sent = Counting(await pool(url, WRITER, 1)), []
    recorder.stored = []
    async with recorder._pool.acquire() as connection:  # noqa: SLF001 - what is sent is watched
        connection.add_query_logger(lambda query: sent.append(query.query))
    kept, hub.doors = hub.doors, replace(hub.doors, recorder=recorder)
    call = await hub.call("stranger", request_id="same")
    answer = await told(hub, call, query, **said)
    hub.doors = kept
    await recorder.close()
    (record,) = recorder.stored
    patterns = [pattern.hash for pattern in record.patterns]
    return answer, call.usage.seen, len(record.consumptions), patterns, Counter(sent)


@pytest.mark.parametrize("query", [TRIED, COMPARE])
async def test_absent_and_denied_look_and_work_the_same(
    hub: Hub, province_database: str, query: str
) -> None:
    said = {"value": "示例"} if query == COMPARE else {}
    await shape(hub, province_database, query, of=absent_like(hub), **said)  # warm
    await hub.change("DELETE FROM decision_pattern")
    absent = await shape(hub, province_database, query, of=absent_like(hub), **said)
    await hub.change("DELETE FROM decision_pattern")
    denied = await shape(hub, province_database, query, of=identifier(hub, quiet(hub)), **said)
    assert absent == denied


async def test_an_attempt_stored_only_where_there_is_a_license_would_show(
    hub: Hub, province_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = read._note_attempt  # noqa: SLF001 - the protection is switched off

    def careless(call: Call, *rest: Any) -> None:  # noqa: ANN401 - as it takes them
        kept(call, *rest)
        if not call.usage.located:
            call.usage.tried.clear()

    monkeypatch.setattr(read, "_note_attempt", careless)
    absent = await shape(hub, province_database, TRIED, of=absent_like(hub))
    denied = await shape(hub, province_database, TRIED, of=identifier(hub, quiet(hub)))
    assert absent != denied


async def test_an_attempt_counts_nowhere_that_its_caller_could_look(hub: Hub) -> None:
    call = await hub.call("stranger")
    await told(hub, call, TRIED, of=identifier(hub, quiet(hub)))
    assert call.usage.seen == []
    assert len(call.usage.located) == 1


def too_much(call: Call) -> list[Spend]:
    """Return what spends twice what may be spent once."""
    return 2 * [Spend("zhang", "test", call.today, 1)]


async def test_a_request_refused_at_its_recording_is_told_as_refused(hub: Hub) -> None:
    call = await hub.call("zhang")
    call.usage.consumptions += too_much(call)
    answer = await told(hub, call, TRIED, of=identifier(hub, quiet(hub)))
    assert (code_of(answer), answer["data"]) == ("BudgetSpent", None)
    (use,) = await told_to(hub, "zhang")
    assert use["outcome"] == "BudgetSpent"
    assert {(it["outcome"], it["code"]) for it in use["fields"]} == {("WITHHELD", "BudgetSpent")}
    assert "当日额度已用尽被拒绝，没有看到任何内容" in use["sentence"]


async def test_without_a_second_record_the_holder_would_not_learn_of_it(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(usage: Usage, _code: str) -> Usage:
        return replace(usage, seen=[])

    monkeypatch.setattr(Usage, "refused", nothing)
    call = await hub.call("zhang")
    call.usage.consumptions += too_much(call)
    await told(hub, call, TRIED, of=identifier(hub, quiet(hub)))
    assert await told_to(hub, "zhang") == []
