"""The measure of reads refuses a figure of which any answer is wrong, void or unrecorded."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import psycopg
import pytest

from hub.db.ids import new_id
from tests.bench.reads.agreement import SidesDisagreeError, demand_agreement
from tests.bench.reads.choices import post
from tests.bench.reads.load import Answered, Load, drive
from tests.bench.reads.measure import Measured, Running, Side
from tests.bench.reads.processes import Served
from tests.bench.reads.records import RecordMissingError, demand_records, forget
from tests.bench.reads.rounds import Found
from tests.bench.reads.rows import take_away_indexes

SENT = post({}, "{ viewer { assurance } }", {})
EVENT = """
INSERT INTO usage_event (id, at, request_id, operation, outcome, assurance, licenses, holders,
    holder_counts, patterns, authorizations)
VALUES (%s, %s, %s, 'license', %s, 0, '{}', '{}', '{}', '{}', '{}')
"""


@pytest.fixture
def db(database: str) -> Iterator["psycopg.Connection[Any]"]:
    with psycopg.connect(database, autocommit=True) as connection:
        yield connection


def record(db: "psycopg.Connection[Any]", request_id: str, outcome: str = "ANSWERED") -> None:
    db.execute(EVENT, [new_id(), datetime.now(UTC), request_id, outcome])


def test_answers_that_are_all_recorded_pass(db: "psycopg.Connection[Any]") -> None:
    for one in ("a", "b", "c"):
        record(db, one)
    demand_records(db, ["a", "b", "c"], 2)
    forget(db)
    with pytest.raises(RecordMissingError):
        demand_records(db, ["a"], 1)


def test_an_answer_without_a_record_voids_the_run(db: "psycopg.Connection[Any]") -> None:
    record(db, "a")
    with pytest.raises(RecordMissingError, match="b"):
        demand_records(db, ["a", "b"], 2)


def test_a_record_that_is_not_committed_is_none(
    db: "psycopg.Connection[Any]", database: str
) -> None:
    with psycopg.connect(database) as other:
        record(other, "a")
        with pytest.raises(RecordMissingError):
            demand_records(db, ["a"], 1)
        other.commit()
        demand_records(db, ["a"], 1)


def test_the_record_of_a_refusal_is_not_that_of_an_answer(db: "psycopg.Connection[Any]") -> None:
    record(db, "a", outcome="TokenInvalid")
    with pytest.raises(RecordMissingError):
        demand_records(db, ["a"], 1)


def test_answers_that_share_an_id_cannot_all_be_recorded(db: "psycopg.Connection[Any]") -> None:
    record(db, "a")
    with pytest.raises(RecordMissingError, match="2 answers bore 1 ids"):
        demand_records(db, ["a", "a"], 2)


def test_every_index_comes_back_as_it_was(db: "psycopg.Connection[Any]") -> None:
    every = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexdef"
    before = db.execute(every).fetchall()
    statements = list(take_away_indexes(db))
    assert len(db.execute(every).fetchall()) < len(before)
    for statement in statements:
        db.execute(statement)
    assert db.execute(every).fetchall() == before


@asynccontextmanager
async def answering(answer: bytes) -> AsyncIterator[int]:
    """A server that gives every request one answer; none closes the connection."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(65_536) and answer:
            for half in (answer[:30], answer[30:]):
                writer.write(half)
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def driven(answer: bytes) -> tuple[Answered, list[str]]:
    marks: list[str] = []
    async with answering(answer) as port:
        load = Load(port=port, requests=[SENT], warm_up=0, seconds=0.2, warm=1, fewest=50)
        return await drive(load, marks.append), marks


def http(body: bytes, status: str = "200 OK") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nX-Request-Id: abc\r\n\r\n"
    return head.encode() + body


async def test_a_load_counts_answers_and_keeps_their_ids() -> None:
    found, marks = await driven(http(b'{"data": {}}'))
    assert found.error is None
    assert found.requests >= 50
    assert len(found.ids) >= found.requests
    assert set(found.ids) == {"abc"}
    assert 0 < found.p50 <= found.p99
    assert marks == ["counting", "counted"]


@pytest.mark.parametrize(
    "answer",
    [
        http(b'{"data":null,"errors":[{"message":"no"}]}'),
        http(b"{}", "500 Internal Server Error"),
        b"",
    ],
    ids=["errors", "status", "closed"],
)
async def test_one_bad_answer_voids_a_run(answer: bytes) -> None:
    found, _ = await driven(answer)
    assert found.error is not None


@contextmanager
def saying(values: dict[str, Any]) -> Iterator[Running]:
    """A side that says something of one license."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            body = json.dumps({"data": {"license": values}}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_told: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        side = Side(
            name="side",
            command=(),
            environment={},
            requests=lambda _workload: [SENT],
            said=lambda data: [data["license"]],
        )
        yield Running(side, Served(server.server_address[1], 0))
        server.shutdown()


def test_sides_that_say_the_same_are_measured() -> None:
    shown = {"holder_code": "519***********1107"}
    with saying(shown) as ours, saying(shown | {"id": "other", "sex": None}) as theirs:
        demand_agreement(ours, [theirs], "Q1")


def test_sides_that_mask_differently_are_not() -> None:
    masked, whole = "519***********1107", "519999199001011107"
    with (
        saying({"holder_code": masked}) as ours,
        saying({"holder_code": whole}) as theirs,
        pytest.raises(SidesDisagreeError),
    ):
        demand_agreement(ours, [theirs], "Q1")


def test_ratios_are_of_adjacent_rounds() -> None:
    ours, theirs = found(100, 50), found(50, 10)
    assert ours.ratios(theirs) == [2, 5]
    assert ours.rate == 75
    assert ours.spread == pytest.approx(50 / 75)


def found(*rates: float) -> Found:
    runs = [Measured(seen=rate, rate=rate, database=0, p50=0, p99=0, size=0) for rate in rates]
    return Found("side", "Q1", runs)
