"""Each fault is found, at its field, and told in both languages without a value."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from hub.aggregation.formats.lines import Lines
from hub.aggregation.formats.mapping import ColumnMapping
from hub.aggregation.formats.readers import reader_of
from hub.aggregation.formats.rows import BadRow
from hub.aggregation.rules.context import Context, KnownEntry
from hub.aggregation.rules.faults import RowFault
from hub.aggregation.rules.rows import validate
from hub.errors import all_refusals
from hub.identity.directory import Directory, OrganizationFacts
from hub.identity.terms import Level, OrganizationKind
from hub.licenses.drafts import EventDraft, LicenseDraft
from hub.policy.codes import Grade, make_identifier
from hub.policy.entry import Entry
from hub.policy.revision import standing_policy
from hub.policy.terms import HolderKind
from tests.hub.aggregation.permits import (
    CITY,
    CITY_GOVERNMENT,
    COMPANY,
    OTHER,
    OWNER,
    PERSON,
    PIXEL,
    SECOND,
    SUCCEEDED,
    event,
    holder,
    permit,
    record,
)

CODES = (OWNER, CITY_GOVERNMENT, CITY, SUCCEEDED, OTHER)
PARENTS, SUCCESSORS = {CITY: CITY_GOVERNMENT}, {SUCCEEDED: CITY}
TYPE = permit().type_code


def known(*revisions: Entry, in_force: bool = True) -> KnownEntry:
    return KnownEntry(
        id=1,
        owner_id=1 + CODES.index(revisions[-1].owner),
        revisions=dict(enumerate(revisions, 1)),
        in_force=len(revisions) if in_force else None,
        policy=standing_policy(revisions),
    )


def context(entry: KnownEntry | None = None, provider: str = CITY) -> Context:
    organizations = {
        code: OrganizationFacts(
            id=1 + place,
            code=code,
            name_zh=code,
            name_en=code,
            kind=OrganizationKind.DEPARTMENT,
            parent_id=1 + CODES.index(PARENTS[code]) if code in PARENTS else None,
            region="510100",
            region_as_of=date(2026, 1, 1),
            level=Level.CITY,
            sector=None,
            successor_id=1 + CODES.index(SUCCESSORS[code]) if code in SUCCESSORS else None,
            active=True,
            designated_body=None,
        )
        for place, code in enumerate(CODES)
    }
    entries = {"food-operation": entry or known(permit())}
    return Context(Directory(1, organizations.values()), entries, organizations[provider])


def refused(said: Mapping[str, Any], against: Context | None = None) -> RowFault:
    with pytest.raises(RowFault) as caught:
        validate(said, against or context())
    return caught.value


def taken(said: Mapping[str, Any], against: Context | None = None) -> LicenseDraft:
    draft = validate(said, against or context())
    assert isinstance(draft, LicenseDraft)
    return draft


def face(**said: object) -> dict[str, Any]:
    return record(face={"premises": "示例路1号", **said})


def identifier(
    type_code: str = TYPE, issuer: str = CITY, serial: str = "1", version: int = 1
) -> str:
    return str(make_identifier(type_code, issuer, serial, version))


def without(key: str) -> dict[str, Any]:
    return {name: value for name, value in record().items() if name != key}


WRONG: dict[str, list[tuple[dict[str, Any], str]]] = {
    "FieldMissing": [
        (without("number"), "number"),
        (without("valid_until"), "valid_until"),
        (record(face={}), "face.premises"),
        (record(face={"premises": ""}), "face.premises"),
        (record(holders=[]), "holders"),
        (record(holders=[{"code_type": "111", "code": PERSON}]), "holders.0.name"),
    ],
    "FieldUnknown": [
        (record(extra=1), "extra"),
        (record(**{"519999199001010017": 1}), "?"),
        (face(unheard_of="x"), "face.unheard_of"),
        (face(phone="13800000000"), "face.phone"),
        (face(status="IN_FORCE"), "face.status"),
        (record(holders=[holder(premises="x")]), "holders.0.fields.premises"),
    ],
    "ValueUnreadable": [
        (record(serial="a-b"), "serial"),
        (record(serial="A\n"), "serial"),
        (record(region="510100\n"), "region"),
        (record(version=0), "version"),
        (record(version="1"), "version"),
        (record(issued_on="2026-02-30"), "issued_on"),
        (record(region="5101"), "region"),
        (record(digest="zz"), "digest"),
        (record(number="  "), "number"),
        (record(origin="GUESSED"), "origin"),
        (record(holders=[holder(name="\n")]), "holders.0.name"),
        (record(holders=[{**holder(), "code_type": "999"}]), "holders.0.code_type"),
        (face(scope="热食"), "face.scope"),
        (face(scope=[]), "face.scope"),
        (face(scope=[""]), "face.scope"),
        (face(capital="100"), "face.capital"),
        (face(capital={"amount": 100, "currency": "CNY"}), "face.capital"),
        (face(capital={"amount": "1e3", "currency": "CNY"}), "face.capital"),
        (face(capital={"amount": "1", "currency": "元"}), "face.capital"),
        (face(seats="twelve"), "face.seats"),
        (face(seats=12), "face.seats"),
        (face(opened_on="20260301"), "face.opened_on"),
        (face(term={"from": "2026-03-02", "to": "2026-03-01"}), "face.term"),
        (face(term={"to": "2026-03-01"}), "face.term"),
        (face(plan="not base64"), "face.plan"),
        (face(plan="QUJD"), "face.plan"),
        (face(premises="a\x00b"), "face.premises"),
        (face(premises="x" * 4001), "face.premises"),
        (event(1, "ISSUED", 1), "event"),
        (event(1, "SUSPENDED", 0), "sequence"),
    ],
    "StateSecret": [(record(secret=True), ""), (record() | {"secret": "是"}, "")],
    "EntryUnknown": [
        (record(entry="nothing"), "entry"),
        (event(1, "RESUMED", 1, entry="x"), "entry"),
    ],
    "RevisionUnknown": [(record(revision=2), "revision")],
    "IssuerUnknown": [(record(issuer="11519999MB9900179R"), "issuer")],
    "NotAnIssuer": [
        (record(issuer=OTHER), "issuer"),
        (event(1, "RESUMED", 1, issuer=OTHER), "issuer"),
    ],
    "ProviderNotEntitled": [(record(issuer=OWNER), "issuer")],
    "DatesInverted": [(record(valid_until="2026-02-28"), "valid_until")],
    "HolderCodeInvalid": [
        (record(holders=[holder("519999199001010018")]), "holders.0.code"),
        (record(holders=[holder("91519999MA990001XX")]), "holders.0.code"),
        (record(holders=[{**holder(), "code_type": "414", "code": "护照"}]), "holders.0.code"),
    ],
    "TooManyHolders": [(record(holders=[holder(), holder(SECOND), holder(COMPANY)]), "holders")],
    "HolderTwice": [(record(holders=[holder(), holder(name="李四")]), "holders")],
    "SourceConflict": [(face(grade="A"), "grade")],
    "NumberRuleBroken": [(record(number="X1"), "number")],
    "IdentifierMismatch": [
        (record(serial="1", identifier=identifier(type_code=f"{TYPE[:-1]}2")), "identifier"),
        (record(serial="1", identifier=identifier(issuer=OWNER)), "identifier"),
        (record(serial="1", identifier=identifier(serial="2")), "identifier"),
        (record(serial="1", identifier=identifier(version=2)), "identifier"),
    ],
}
ELSEWHERE = {
    "FormulaFound",
    "HolderMismatch",
    "EntryNotInForce",
    "HolderKindNotAllowed",
    "LineTooLong",
    "NotDecodable",
    "NotReadable",
}


@pytest.mark.parametrize(
    ("code", "said", "field"), [(code, *case) for code, cases in WRONG.items() for case in cases]
)
def test_a_fault_is_found_at_its_field(code: str, said: dict[str, Any], field: str) -> None:
    fault = refused(said)
    assert (fault.code, fault.field) == (code, field)
    assert re.search("[\u4e00-\u9fff]", fault.message_zh)
    assert fault.message_en.isascii()
    for value in (PERSON, SECOND, "张三丰", "李四", "519999199001010018"):
        assert value not in f"{fault.message_zh}{fault.message_en}{fault.field}"


def test_every_fault_has_its_case() -> None:
    codes = {refusal.__name__ for refusal in all_refusals(RowFault)}
    assert codes == WRONG.keys() | ELSEWHERE


def test_nothing_is_taken_under_an_entry_that_is_not_in_force() -> None:
    assert refused(record(), context(known(permit(), in_force=False))).code == "EntryNotInForce"


@pytest.mark.parametrize(
    ("kind", "code"), [(HolderKind.LEGAL, PERSON), (HolderKind.NATURAL, COMPANY)]
)
def test_an_entry_says_who_may_hold(kind: HolderKind, code: str) -> None:
    against = context(known(permit(holder_kind=kind)))
    assert refused(record(holders=[holder(code)]), against).code == "HolderKindNotAllowed"


def test_lines_that_cannot_be_read_have_faults_in_both_languages() -> None:
    reader = reader_of(ColumnMapping(format="ndjson"), lambda _path: False)
    [undecodable, unreadable] = reader.feed(b"\xff\n{\n")
    [too_long] = Lines(limit=3).feed(b"12345\n")
    for row in (undecodable, unreadable, too_long):
        assert isinstance(row, BadRow)
        assert re.search("[\u4e00-\u9fff]", row.fault.message_zh)
        assert row.fault.message_en.isascii()


def test_a_field_of_every_type_is_taken() -> None:
    said = face(
        scope=["热食类"],
        capital={"amount": "100.50", "currency": "CNY"},
        seats="12",
        opened_on="2026-03-01",
        term={"from": "2026-03-01"},
        inspector="欧阳示例",
        plan=PIXEL,
        grade="A",
    )
    draft = taken({**said, "sources": {"grade": OTHER}})
    assert draft.content.face["term"] == {"from": "2026-03-01", "to": None}
    assert draft.content.face["plan"] == PIXEL


@pytest.mark.parametrize("provider", [CITY, CITY_GOVERNMENT, OWNER])
def test_issuer_those_above_and_the_owner_provide(provider: str) -> None:
    assert taken(record(), context(provider=provider)).issuer_id == 1 + CODES.index(CITY)


def test_a_successor_provides_what_its_predecessor_issued() -> None:
    draft = taken(record(issuer=SUCCEEDED))
    assert draft.content.issuer == SUCCEEDED


def test_a_successor_finds_licenses_under_its_predecessors_code() -> None:
    assert [issuer for _, issuer, _ in taken(record()).keys] == [CITY, SUCCEEDED]
    drafted = validate(event(1, "SUSPENDED", 1), context())
    assert isinstance(drafted, EventDraft)
    assert [issuer for _, issuer, _ in drafted.keys] == [CITY, SUCCEEDED]


def test_an_older_revision_keeps_its_shape() -> None:
    first = permit()
    second = replace(first, fields=tuple(f for f in first.fields if f.key != "seats"))
    against = context(known(first, second))
    assert refused(face(seats="12"), against).code == "FieldUnknown"
    assert taken({**face(seats="12"), "revision": 1}, against).content.revision == 1
    assert taken(record(), against).content.revision == 2


def test_stock_may_follow_an_older_numbering() -> None:
    assert taken(record(number="旧字第1号", origin="STOCK")).content.number == "旧字第1号"


@pytest.mark.parametrize(
    ("given", "grade"),
    [
        (identifier(), Grade.VALID),
        (identifier()[:-1] + "?", Grade.UNPARSEABLE),
        (identifier()[:-1] + ("A" if identifier()[-1] != "A" else "B"), Grade.WRONG_CHECK),
        ("whatever-it-is", Grade.UNPARSEABLE),
        (identifier(issuer="510100"), Grade.VALID),
    ],
)
def test_identifiers_are_graded_and_kept(given: str, grade: Grade) -> None:
    draft = taken(record(serial="1", identifier=given))
    assert (draft.content.identifier, draft.grade) == (given, grade)


def test_the_hub_makes_an_identifier_where_none_is_given() -> None:
    draft = taken(record(serial="1", version=2))
    assert (draft.content.identifier, draft.grade) == (identifier(version=2), Grade.VALID)


def test_holder_codes_are_kept_as_they_are_compared() -> None:
    draft = taken(record(holders=[holder("５19999 199001010017")]))
    assert draft.content.holders[0].code == PERSON
