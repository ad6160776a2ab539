"""What changes or breaks while a request is under way is refused, and nothing of it leaves."""

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg import sql

from hub.audit.budgets import BudgetSpent
from hub.audit.call import KeyInUse, KeyReused
from hub.audit.recorder import NotRecorded
from hub.authorizations.grants.consumption import GrantGone
from hub.clock import today
from hub.errors import Refusal
from hub.reading.compare import COMPARISONS_A_DAY
from hub.reading.read import ReferenceMoving
from schema.serve import HubFailed
from tests.schema.http.asking import Hub, identifier
from tests.schema.http.refusing import COMPANY, COMPARE, GRANT, ONE, granting
from tests.schema.http.test_refusals import assert_told, refusal_in, resolved

PATIENCE_SECONDS = 10
WAITING = """SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'"""
MOVING = """
    ALTER TABLE reference_epoch RENAME TO epoch_at_rest;
    CREATE SEQUENCE moves START 1000;
    GRANT USAGE ON moves TO PUBLIC;
    CREATE VIEW reference_epoch AS SELECT nextval('moves') AS value;
    GRANT SELECT ON reference_epoch TO PUBLIC;
"""
AT_REST = """
    DROP VIEW reference_epoch;
    DROP SEQUENCE moves;
    ALTER TABLE epoch_at_rest RENAME TO reference_epoch;
"""
UNRECORDABLE = """
    CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'no room'; END $$;
    CREATE TRIGGER fail BEFORE INSERT ON usage_event FOR EACH ROW EXECUTE FUNCTION fail();
"""
RECORDABLE = "DROP TRIGGER fail ON usage_event; DROP FUNCTION fail"


@contextmanager
def altered(hub: Hub, before: str, after: str) -> Iterator[None]:
    """Alter the database for a while."""
    with hub.database() as owner:
        owner.execute(sql.SQL(before))
        try:
            yield
        finally:
            owner.execute(sql.SQL(after))


def refused(hub: Hub, document: str, by: str = "anyone", **given: Any) -> dict[str, Any]:  # noqa: ANN401 - as JSON has it
    """Return the refusal of a request that gets no data at all."""
    answer = hub.post(document, by=by, **given).json()
    assert not answer.get("data") or set(answer["data"].values()) == {None}
    return refusal_in(answer)


@contextmanager
def meanwhile(hub: Hub, lock: str, document: str, **asked: Any) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401 - as JSON has it
    """Send a request that meets a lock; what is done in the block happens while it waits."""
    with ThreadPoolExecutor(1) as thread, psycopg.connect(hub.url) as owner:
        owner.execute(sql.SQL(lock))
        answer: Future[Any] = thread.submit(hub.post, document, **asked)
        with hub.database() as watcher:
            give_up = time.monotonic() + PATIENCE_SECONDS
            while watcher.execute(WAITING).fetchone() == (0,):
                assert time.monotonic() < give_up
                time.sleep(0.01)
        yield owner, answer
        owner.commit()


def test_a_grant_withdrawn_while_an_answer_was_made_keeps_it_back(hub: Hub) -> None:
    asked = {"by": "bank", "cause": "抵押贷款", "of": identifier("joint-owners")}
    assert hub.ask(ONE, **asked)["license"] == {"status": "IN_FORCE"}
    lock = "LOCK TABLE use_grant IN EXCLUSIVE MODE"
    with meanwhile(hub, lock, ONE, **asked) as (owner, answer):
        owner.execute("UPDATE use_grant SET withdrawn_at = now() WHERE fields @> '{share}'")
    body = answer.result(PATIENCE_SECONDS).json()
    assert body["data"] is None
    assert_told(refusal_in(body), GrantGone, "CONFLICT")


def test_a_key_that_is_under_way_is_in_use(hub: Hub) -> None:
    given = resolved(hub, granting(idempotencyKey="twice"))
    lock = "LOCK TABLE idempotency_key IN SHARE MODE"
    with ThreadPoolExecutor(1) as thread, meanwhile(hub, lock, GRANT, by="adult", **given) as first:
        second = thread.submit(hub.post, GRANT, by="adult", **given)
        time.sleep(0.2)
        assert not second.done()
    answers = [first[1].result(PATIENCE_SECONDS).json(), second.result(PATIENCE_SECONDS).json()]
    done, late = sorted((answer["data"]["grantUse"] for answer in answers), key=len)
    assert done == {}
    assert_told(late, KeyInUse, "CONFLICT")


def test_a_key_serves_one_input(hub: Hub) -> None:
    given = resolved(hub, granting(idempotencyKey="other"))
    assert hub.ask(GRANT, by="adult", **given)["grantUse"] == {}
    assert hub.ask(GRANT, by="adult", **given)["grantUse"] == {}
    given["input"]["cause"] = "另一事由"
    assert_told(refusal_in(hub.post(GRANT, by="adult", **given).json()), KeyReused, "CONFLICT")


def test_comparisons_have_a_daily_budget(hub: Hub) -> None:
    values = [{"key": "status", "value": "IN_FORCE"}]
    assert hub.ask(COMPARE, of=COMPANY, values=values)["compareLicense"] == {"code": 0}
    with hub.database() as owner:
        spent = (COMPARISONS_A_DAY, today())
        owner.execute("UPDATE budget SET spent = %s WHERE day = %s", spent)
    assert_told(refused(hub, COMPARE, of=COMPANY, values=values), BudgetSpent, "LIMITED")


@pytest.mark.parametrize(
    ("before", "after", "refusal"),
    [
        (MOVING, AT_REST, ReferenceMoving),
        (UNRECORDABLE, RECORDABLE, NotRecorded),
        (
            "ALTER TABLE license_locator RENAME TO lost",
            "ALTER TABLE lost RENAME TO license_locator",
            HubFailed,
        ),
    ],
    ids=["ReferenceMoving", "NotRecorded", "HubFailed"],
)
def test_an_outage_is_told_without_data(
    hub: Hub, before: str, after: str, refusal: type[Refusal]
) -> None:
    with altered(hub, before, after):
        assert_told(refused(hub, ONE, of=COMPANY), refusal, "UNAVAILABLE")
    assert hub.ask(ONE, of=COMPANY)["license"] == {"status": "IN_FORCE"}
