"""Where several do the same at once, it is done once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from hub.objections.refusals import ObjectedAlready, WrongObjectionState
from tests.schema.http.asking import Answer, Hub
from tests.schema.http.objections.objecting import (
    flagged,
    forwarded,
    license_of,
    objected,
    raised,
    rejected,
    seen,
)

AT_ONCE = 6


def all_at_once(act: Callable[[int], Answer]) -> list[str | None]:
    """Return the refusals of what several do at once; none of what was done."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [answer.get("code") for answer in pool.map(act, range(AT_ONCE))]


def test_one_of_many_same_objections_is_taken(hub: Hub) -> None:
    license_ = license_of(hub)
    hub.token("agent")
    codes = all_at_once(lambda _: raised(hub, license_))
    assert codes.count(None) == 1
    assert set(codes) == {None, ObjectedAlready.__name__}
    assert flagged(hub, license_)


def test_an_objection_is_brought_on_once(hub: Hub) -> None:
    objection = objected(hub)
    codes = all_at_once(lambda turn: (forwarded, rejected)[turn % 2](hub, objection))
    assert codes.count(None) == 1
    assert set(codes) == {None, WrongObjectionState.__name__}
    clocks = seen(hub, objection, "agent")["clocks"]
    assert [one["kind"] for one in clocks] in (["ANSWER"], ["ANSWER", "FINDING"])


def test_the_flag_is_right_whoever_answers_last(hub: Hub) -> None:
    license_ = license_of(hub)
    objections = [objected(hub, by, license_) for by in ("agent", "foreigner", "bank-clerk")]
    hub.token("issuer-market-regulation")
    with ThreadPoolExecutor(len(objections)) as pool:
        answers = list(pool.map(lambda one: rejected(hub, one), objections))
    assert [one["state"] for one in answers] == ["REJECTED"] * len(objections)
    assert not flagged(hub, license_)
