"""Each side brings an objection on in its turn, and nobody else does."""

from typing import Any

import pytest

from hub.authorizations.refusals import AssuranceNeeded
from hub.issuing.refusals import NotAnIssuingOffice
from hub.objections.refusals import (
    DataCenterExamines,
    ObjectionNotFound,
    WordsUnfit,
    WrongObjectionState,
)
from tests.schema.http.asking import ANYONE, Hub
from tests.schema.http.doors.callers import signed_in
from tests.schema.http.issuing.making import CLERK
from tests.schema.http.objections.objecting import (
    CENTER,
    forwarded,
    objected,
    rejected,
    reported,
    seen,
    turned,
    upheld,
)

OTHER_CLERK = "issuer-civil-affairs"

MOVES: dict[str, dict[str, Any]] = {
    "forwardObjection": {"reason": "技术原因"},
    "reportFinding": {"finding": "已核查"},
    "resolveObjection": {"upheld": False, "reasons": "与核准文件一致"},
}
OUTSIDERS = {
    "agent": NotAnIssuingOffice,
    "foreigner": NotAnIssuingOffice,
    "publisher": NotAnIssuingOffice,
    "supervisor": NotAnIssuingOffice,
    CENTER: NotAnIssuingOffice,
    OTHER_CLERK: ObjectionNotFound,
    ANYONE: NotAnIssuingOffice,
}
EXAMINES = ("reportFinding", CENTER)


@pytest.mark.parametrize(
    ("act", "by"), [(act, by) for act in MOVES for by in OUTSIDERS if (act, by) != EXAMINES]
)
def test_nobody_else_brings_an_objection_on(hub: Hub, act: str, by: str) -> None:
    objection = objected(hub)
    if act == "reportFinding":
        forwarded(hub, objection)
    before = seen(hub, objection, CLERK)
    answer = turned(hub, act, objection, by, **MOVES[act])
    expected = DataCenterExamines if act == "reportFinding" else OUTSIDERS[by]
    assert answer["code"] == expected.__name__
    assert seen(hub, objection, CLERK) == before


@pytest.mark.parametrize("act", MOVES)
def test_what_is_said_has_words(hub: Hub, act: str) -> None:
    objection = objected(hub)
    by = CENTER if act == "reportFinding" else CLERK
    if act == "reportFinding":
        forwarded(hub, objection)
    words = next(name for name, said in MOVES[act].items() if isinstance(said, str))
    for said in ("", " ", "长" * 1001, "a\u0007"):
        answer = turned(hub, act, objection, by, **MOVES[act] | {words: said})
        assert answer["code"] == WordsUnfit.__name__
    assert turned(hub, act, objection, by, **MOVES[act] | {words: "第一行\n第二行"})["id"]


def test_each_thing_is_done_once_and_in_its_order(hub: Hub) -> None:
    objection = objected(hub)
    assert reported(hub, objection)["code"] == ObjectionNotFound.__name__
    forwarded(hub, objection)
    assert forwarded(hub, objection)["code"] == WrongObjectionState.__name__
    reported(hub, objection)
    assert reported(hub, objection)["code"] == WrongObjectionState.__name__
    assert forwarded(hub, objection)["code"] == WrongObjectionState.__name__
    rejected(hub, objection)
    for again in (forwarded, reported, rejected, upheld):
        assert again(hub, objection)["code"] == WrongObjectionState.__name__


def test_a_clerk_signs_in_by_real_name(hub: Hub) -> None:
    objection = objected(hub)
    weak = signed_in(hub, f"{CLERK}@1")
    for act in ("forwardObjection", "resolveObjection"):
        answer = turned(hub, act, objection, weak, **MOVES[act])
        assert answer["code"] == AssuranceNeeded.__name__
