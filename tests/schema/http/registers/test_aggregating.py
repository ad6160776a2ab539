"""Holders are checked by the registers as licenses are handed in (art. 23)."""

import copy
from typing import Any

import orjson
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hub.aggregation.intake import Chunk, Fault, Intake, Progress
from hub.policy.codes import make_identifier
from hub.sample.holders import Holder, organization
from tests.hub.registers.peer import Peer
from tests.schema.http.asking import RECORDS, Hub
from tests.schema.http.issuing.making import issued
from tests.schema.http.registers.asked import answering, checks, watching

AGGREGATOR = "aggregator-market-regulation"
FOOD = RECORDS["food-license"]
TYPE = "11519999MB9900013B002"
CHUNK = 2_000
REQUESTS = 4
TAKEN = "... on Aggregated { batch accepted quarantined faults { code field } }"


def record(place: int, holder: Holder | None = None) -> dict[str, Any]:
    """Return a food license that nobody has handed in, of the company or of somebody."""
    serial = f"519999202691{place:06}"
    identifier = str(make_identifier(TYPE, FOOD["issuer"], serial))
    said = {"serial": serial, "number": f"JY510100911{place:05}", "identifier": identifier}
    made = copy.deepcopy(FOOD) | said
    if holder is not None:
        made["holders"][0] |= {"code": holder.code, "name": holder.name}
    return made


def streamed(hub: Hub, *records: dict[str, Any], key: str) -> dict[str, Any]:
    """Hand records in as a stream."""
    headers = hub.headers(AGGREGATOR) | {"content-type": "application/x-ndjson", "x-batch-key": key}
    body = b"\n".join(map(orjson.dumps, records))
    told: dict[str, Any] = hub.client.post("/aggregate", content=body, headers=headers).json()
    return told


def handed_in(hub: Hub, *records: dict[str, Any], key: str, by: str = AGGREGATOR) -> Any:  # noqa: ANN401 - as GraphQL tells it
    """Hand records in by one call."""
    wish = {"records": list(records), "idempotencyKey": key}
    return hub.do("aggregateLicenses", TAKEN, by=by, **wish)


def test_a_stream_is_checked_row_by_row(hub: Hub, register: Peer) -> None:
    answering(register, "MISMATCH")
    told = streamed(hub, record(1), key="mismatch")
    assert (told["accepted"], told["quarantined"]) == (0, 1)
    path = f"/aggregate/{told['id']}/report"
    report = hub.client.get(path, headers=hub.headers(AGGREGATOR)).text
    assert report.splitlines()[1].startswith("1,holders.0.name,HolderMismatch,")
    assert FOOD["holders"][0]["name"] not in report
    answering(register, "MATCH")
    assert streamed(hub, record(2), key="match")["accepted"] == 1
    shown = checks(hub, record(2)["identifier"], by="agent")
    assert shown == [{"event": "ISSUED", "holderCheck": "MATCH"}]


def test_two_thousand_rows_are_asked_in_four_requests(hub: Hub, register: Peer) -> None:
    rows = [record(place, organization(7, place)) for place in range(100, 100 + CHUNK)]
    assert streamed(hub, *rows, key="chunk")["accepted"] == CHUNK
    assert len(register.asked) <= REQUESTS
    assert sum(len(asked["holders"]) for asked in register.asked) == CHUNK


def test_a_call_is_checked_once_however_often_it_is_repeated(hub: Hub, register: Peer) -> None:
    answering(register, "MISMATCH")
    first, second = (handed_in(hub, record(3), key="call") for _ in range(2))
    assert first == second
    assert first["faults"] == [{"code": "HolderMismatch", "field": "holders.0.name"}]
    assert len(register.asked) == 1


def test_no_transaction_waits_for_a_register(hub: Hub, register: Peer) -> None:
    found = watching(hub, register)
    assert handed_in(hub, record(6), key="at-rest")["accepted"] == 1
    assert streamed(hub, record(7), key="at-rest")["accepted"] == 1
    assert issued(hub)["state"] == "DONE"
    assert found == [True, True, True]


def test_a_register_that_is_asked_within_an_act_is_found_out(
    hub: Hub, register: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = Intake.take

    async def asking(
        self: Intake, db: AsyncSession, progress: Progress, chunk: Chunk
    ) -> tuple[Progress, list[Fault]]:
        return await take(self, db, progress, await self.check(chunk.rows))

    monkeypatch.setattr(Intake, "take", asking)
    found = watching(hub, register)
    handed_in(hub, record(8), key="within")
    assert found == [True, False]


def test_what_is_refused_is_recorded_and_no_register_hears_of_it(hub: Hub, register: Peer) -> None:
    assert handed_in(hub, record(4), key="bank", by="adult")["code"] == "NotAnAggregator"
    many = handed_in(hub, *(record(place) for place in range(5000, 5501)), key="many")
    assert many["code"] == "TooManyRecords"
    assert register.asked == []
    with hub.database() as owner:
        told = owner.execute(
            "SELECT outcome FROM audit_entry WHERE act = 'aggregate_licenses' ORDER BY at DESC"
        )
        assert [outcome for (outcome,) in told.fetchmany(2)] == [
            "TooManyRecords",
            "NotAnAggregator",
        ]
