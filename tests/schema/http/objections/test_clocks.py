"""The clocks of art. 21 run by working days, remind, and are escalated, with nobody calling."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest
from typer.testing import CliRunner

from hub import clock, schedule
from hub.app import build_app
from hub.cli.main import commands
from hub.crypto.keyring import Keyring
from hub.db.embedded import EmbeddedServer
from hub.identity.demo import DemoIssuer
from hub.objections.jobs import escalate_overdue, remind_of_terms
from hub.objections.refusals import ForwardedTooLate
from hub.settings import Settings
from tests.schema.http.asking import Answer, Hub, outside
from tests.schema.http.issuing.making import CLERK
from tests.schema.http.objections.objecting import (
    CENTER,
    STATUS,
    forwarded,
    ids,
    notices,
    objected,
    rejected,
    reported,
    seen,
    told,
)

CITY, SUPERVISOR = "city-government", "supervisor"
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
PATIENCE_SECONDS, LITTLE_PATIENCE = 12, 5
COME_ROUND = 0.2
"""How often the two jobs run here, so that nobody waits long for them."""
MEANWHILE = 5 * COME_ROUND
WATCHED = (remind_of_terms, escalate_overdue)

_numbers = count(1)


@pytest.fixture(scope="module", autouse=True)
def _often() -> Iterator[None]:
    jobs = [
        one._replace(seconds=COME_ROUND) if one.run in WATCHED else one for one in schedule.JOBS
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schedule, "JOBS", tuple(jobs))
        yield


@pytest.fixture(autouse=True)
def _put_right_afterwards(hub: Hub) -> Iterator[None]:
    yield
    clock.put_right()
    hub.tokens.clear()


class Turn(NamedTuple):
    """One of the three clocks: how it comes to run, who has to act, and who stands above."""

    kind: str
    begin: Callable[[Hub, str], object]
    acts: str
    above: str


TURNS = [
    Turn("ANSWER", lambda _hub, _objection: None, CLERK, CITY),
    Turn("FINDING", forwarded, CENTER, SUPERVISOR),
    Turn("FINAL_ANSWER", lambda hub, it: (forwarded(hub, it), reported(hub, it)), CLERK, CITY),
]


def put(hub: Hub, to: datetime) -> None:
    """Put the sandbox's clock forward, and forget the tokens of another time."""
    clock.put_forward(to - clock.now())
    hub.tokens.clear()


def latest(hub: Hub, objection: str) -> Answer:
    """Return the clock that runs."""
    found: Answer = seen(hub, objection, CLERK)["clocks"][-1]
    return found


def due(hub: Hub, objection: str) -> datetime:
    """Return when the clock that runs ends."""
    return datetime.fromisoformat(latest(hub, objection)["dueAt"])


def comes(found: Callable[[], bool], patience: float = PATIENCE_SECONDS) -> bool:
    """Wait for what a job does by itself."""
    until = time.monotonic() + patience
    while not found():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def walk(hub: Hub, turn: Turn, reached: list[str], patience: float = PATIENCE_SECONDS) -> None:
    """Let a clock run out, with nobody doing anything but waiting; note how far it came."""
    objection = objected(hub)
    turn.begin(hub, objection)
    assert latest(hub, objection)["kind"] == turn.kind
    reached.append("begun")
    steps = notices(hub, "agent", objection)
    put(hub, due(hub, objection) - DAY - MINUTE)
    time.sleep(MEANWHILE)
    assert "TERM_ENDING" not in told(hub, turn.acts, objection)
    put(hub, due(hub, objection) - DAY + MINUTE)
    assert comes(lambda: told(hub, turn.acts, objection)[0] == "TERM_ENDING", patience)
    assert not latest(hub, objection)["overdue"]
    reached.append("reminded")
    put(hub, due(hub, objection))
    assert comes(lambda: told(hub, turn.acts, objection)[0] == "TERM_OVER", patience)
    assert told(hub, turn.above, objection) == ["OBJECTION_ESCALATED"]
    assert objection in ids(hub, "ESCALATED", turn.above)
    above = seen(hub, objection, turn.above)
    assert above["clocks"][-1]["escalatedAt"] is not None
    assert [above["told"], *(one["told"] for one in above["clocks"])] == [None] * (
        1 + len(above["clocks"])
    )
    assert notices(hub, "agent", objection) == steps + 1
    status = hub.ask(STATUS, of=above["receipt"])["objectionStatus"]
    assert [one["overdue"] for one in status["clocks"]][-1]
    reached.append("escalated")


@pytest.mark.parametrize("turn", TURNS, ids=lambda turn: str(turn.kind))
def test_a_clock_reminds_and_is_escalated_by_itself(hub: Hub, turn: Turn) -> None:
    reached: list[str] = []
    walk(hub, turn, reached)
    assert reached == ["begun", "reminded", "escalated"]


@pytest.mark.parametrize(
    ("job", "comes_to"),
    [(remind_of_terms, ["begun"]), (escalate_overdue, ["begun", "reminded"])],
)
def test_without_one_of_the_jobs_the_walk_fails(
    sabotaged: Callable[[object], Hub], job: object, comes_to: list[str]
) -> None:
    reached: list[str] = []
    with pytest.raises(AssertionError):
        walk(sabotaged(job), TURNS[0], reached, LITTLE_PATIENCE)
    assert reached == comes_to


@pytest.fixture
def sabotaged(
    server: EmbeddedServer,
    admin: psycopg.Connection,
    loaded: str,
    keyring: Keyring,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[[object], Hub]]:
    """What makes a hub that lacks a job."""
    name = f"hub_sabotaged_{next(_numbers)}"
    admin.execute(f"CREATE DATABASE {name} TEMPLATE {loaded}")
    settings = Settings(demo=True, database_url=server.url(name))
    open_until: list[Callable[[], object]] = []

    def lacking(job: object) -> Hub:
        left = tuple(one for one in schedule.JOBS if one.run is not job)
        assert len(left) == len(schedule.JOBS) - 1
        monkeypatch.setattr(schedule, "JOBS", left)
        opened = outside(build_app(settings, keyring))
        client = opened.__enter__()
        open_until.append(lambda: opened.__exit__(None, None, None))
        return Hub(client, DemoIssuer(settings, keyring), server.url(name))

    yield lacking
    for close in open_until:
        close()
    admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_over_a_jump_what_is_over_is_escalated_and_not_reminded_of(hub: Hub) -> None:
    objection = objected(hub)
    put(hub, due(hub, objection) + 30 * DAY)
    assert comes(lambda: told(hub, CITY, objection) == ["OBJECTION_ESCALATED"])
    assert told(hub, CLERK, objection) == ["TERM_OVER", "OBJECTION_RAISED"]
    time.sleep(MEANWHILE)
    assert told(hub, CLERK, objection) == ["TERM_OVER", "OBJECTION_RAISED"]
    answered = rejected(hub, objection)
    assert (answered["state"], answered["clocks"][0]["overdue"]) == ("REJECTED", True)
    assert objection in ids(hub, "ESCALATED", CITY)


def test_what_is_answered_in_time_is_left_alone(hub: Hub) -> None:
    objection = objected(hub)
    end = due(hub, objection)
    rejected(hub, objection)
    put(hub, end + DAY)
    time.sleep(MEANWHILE)
    assert told(hub, CLERK, objection) == ["OBJECTION_RAISED"]
    assert told(hub, CITY, objection) == []


def test_a_technical_cause_is_forwarded_within_the_issuers_term_alone(hub: Hub) -> None:
    objection = objected(hub)
    put(hub, due(hub, objection))
    assert forwarded(hub, objection)["code"] == ForwardedTooLate.__name__
    answered = rejected(hub, objection)
    assert (answered["state"], answered["clocks"][0]["overdue"]) == ("REJECTED", True)


def loaded(hub: Hub, monkeypatch: pytest.MonkeyPatch, folder: Path, told: str) -> None:
    """Load what a notice says of a year's working days, from the shell."""
    file = folder / "notice.yaml"
    file.write_text(f"- {told}")
    monkeypatch.setenv("HUB_DATABASE_URL", hub.url)
    done = CliRunner().invoke(commands("calendar"), ["calendar", "load", str(file)])
    assert done.exit_code == 0, done.output


def test_a_new_notice_of_holidays_counts_a_clock_anew(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    put(hub, datetime.fromisoformat("2028-04-10T10:00:00+08:00"))  # a Monday, not announced yet
    objection = objected(hub)
    with hub.database() as owner:
        provisional = "SELECT provisional FROM objection_clock ORDER BY begun_at DESC LIMIT 1"
        assert owner.execute(provisional).fetchone() == (True,)
    assert due(hub, objection) == datetime.fromisoformat("2028-04-14T00:00:00+08:00")
    told = "{year: 2028, source: x, days_off: [2028-04-12], make_up: [2028-04-15]}"
    loaded(hub, monkeypatch, tmp_path, told)
    assert due(hub, objection) == datetime.fromisoformat("2028-04-15T00:00:00+08:00")
    with hub.database() as owner:
        assert owner.execute(provisional).fetchone() == (False,)


def test_what_is_left_is_counted_by_the_notices_that_were_loaded(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    put(hub, datetime.fromisoformat("2029-04-09T10:00:00+08:00"))  # a Monday, not announced yet
    objection = objected(hub)
    receipt = seen(hub, objection, "agent")["receipt"]

    def left() -> int | None:
        (status,) = hub.ask(STATUS, of=receipt)["objectionStatus"]["clocks"]
        assert latest(hub, objection)["workingDaysLeft"] == status["workingDaysLeft"]
        found: int | None = status["workingDaysLeft"]
        return found

    assert left() == 3
    put(hub, datetime.fromisoformat("2029-04-10T10:00:00+08:00"))
    assert left() == 2
    loaded(
        hub, monkeypatch, tmp_path, "{year: 2029, source: x, days_off: [2029-04-11], make_up: []}"
    )
    assert left() == 2  # Thursday and Friday, no longer Wednesday
    put(hub, datetime.fromisoformat("2029-04-13T23:59:00+08:00"))
    assert left() == 0
    put(hub, datetime.fromisoformat("2029-04-14T00:00:00+08:00"))
    assert left() is None


def test_nothing_is_left_of_a_clock_that_was_stopped(hub: Hub) -> None:
    objection = objected(hub)
    assert [one["workingDaysLeft"] for one in forwarded(hub, objection)["clocks"]] == [None, 3]
