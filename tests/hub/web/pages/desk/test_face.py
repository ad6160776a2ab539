"""A form holds what a license says, and gives back what was changed in it."""

from typing import Any

import pytest

from hub.errors import Kind
from hub.web.pages.desk.face import changes, face_fields, filled, holder_count, holders, stated
from hub.web.pages.desk.faults import fault_of
from hub.web.pages.refusals import Declined
from hub.web.pages.words import Words

FACE = {
    "scope": ("TEXT", "第一行\n第二行"),
    "grade": ("CODE", "A-1"),
    "founded": ("DATE", "2026-03-01"),
    "term": ("PERIOD", {"from": "2026-03-01", "to": None}),
    "area": ("NUMBER", "100.5"),
    "capital": ("MONEY", {"amount": "1000000.00", "currency": "USD"}),
    "rights": ("LIST", ["抵押", "查封"]),
}
OWN = {"share": ("NUMBER", "0.5")}
NAMES = {"holder_name": "周共有", "holder_code": "519999198210100110"}


def _field(key: str, kind: str, subject: str) -> dict[str, Any]:
    return {"key": key, "type": kind, "subject": subject}


BODY = {
    "holderKind": "NATURAL",
    "maxHolders": 2,
    "fields": [
        *(_field(key, kind, "LICENSE") for key, (kind, _) in FACE.items()),
        *(_field(key, kind, "HOLDER") for key, (kind, _) in OWN.items()),
        *(_field(key, "TEXT", "HOLDER") for key in NAMES),
        _field("photo", "IMAGE", "LICENSE"),
    ],
}
CELLS: list[dict[str, Any]] = [
    *({"key": key, "holder": None, "value": value} for key, (_, value) in FACE.items()),
    *({"key": key, "holder": 2, "value": value} for key, (_, value) in OWN.items()),
    *({"key": key, "holder": 2, "value": value} for key, value in NAMES.items()),
    {"key": "photo", "holder": None, "value": "/images/ticket"},
    {"key": "unknown", "holder": None, "value": "x"},
]


def test_every_type_of_field_comes_back_as_it_was() -> None:
    said = stated("face", face_fields(BODY), filled(BODY, CELLS))
    assert said == {key: value for key, (_, value) in FACE.items()}


def test_each_holder_keeps_the_own_fields() -> None:
    typed = filled(BODY, CELLS) | {"holders": "2", "holders.1.code_type": "111"}
    first, second = holders(BODY, typed)
    assert first["fields"] == {}
    assert (second["name"], second["code"]) == (NAMES["holder_name"], NAMES["holder_code"])
    assert second["fields"] == {"share": "0.5"}


@pytest.mark.parametrize(
    ("typed", "changed"),
    [
        ({}, {}),
        ({"face.grade": "B-2"}, {"grade": "B-2"}),
        ({"face.grade": " "}, {"grade": None}),
        ({"face.scope": "第一行\r\n第二行"}, {}),
        ({"face.rights": "抵押\r\n\r\n"}, {"rights": ["抵押"]}),
        ({"face.term.to": "2030-01-01"}, {"term": {"from": "2026-03-01", "to": "2030-01-01"}}),
        ({"face.capital.amount": ""}, {"capital": None}),
        ({"face.photo": "iVBORw0KGgo="}, {"photo": "iVBORw0KGgo="}),
    ],
)
def test_what_was_changed_and_nothing_else_is_stated(
    typed: dict[str, str], changed: dict[str, Any]
) -> None:
    before = filled(BODY, CELLS)
    assert changes(BODY, before, before | typed) == changed


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ({}, 1),
        ({"holders": "1", "more": "1"}, 2),
        ({"holders": "2", "more": "1"}, 2),
        ({"holders": "1", "fewer": "1"}, 1),
        ({"holders": "many"}, 1),
    ],
)
def test_there_is_room_for_as_many_holders_as_the_entry_allows(
    typed: dict[str, str], count: int
) -> None:
    assert holder_count(BODY, typed) == count


def test_a_refusal_stands_at_the_field_that_it_names() -> None:
    words = Words(
        "字段 face.address：缺少必填项（FieldMissing）", "face.address: missing (FieldMissing)"
    )
    fault = fault_of(Declined(Kind.INVALID, "ContentFaulty", words))
    assert fault == ("face.address", Words("缺少必填项（FieldMissing）", "missing (FieldMissing)"))
    taken = Words("编号已用", "The number is taken")
    assert fault_of(Declined(Kind.CONFLICT, "NumberTaken", taken)) == ("number", taken)
    assert fault_of(Declined(Kind.CONFLICT, "NoSealInForce", taken)).path == ""
    assert fault_of(None).path == ""
