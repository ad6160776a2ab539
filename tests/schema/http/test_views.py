"""A published entry gives a typed face, decided as the generic fields are."""

from typing import Any

import msgspec
import pytest

from hub.policy.entry import Field
from hub.policy.terms import Classification, Sharing
from hub.sample.files import current_entries
from tests.schema.http.asking import Hub, identifier
from tests.schema.test_catalog import stated

CELL = """fragment C on Cell { __typename key holder outcome masked
    decision { code basis remedy authorization }
    ... on TextCell { text: value } ... on DateCell { day: value }
    ... on NumberCell { number: value } ... on MoneyCell { money: value { amount currency } }
    ... on PeriodCell { period: value { from to } } ... on ListCell { list: value }
    ... on ImageCell { image: value } }"""
GENERIC = "fields { key holder value outcome decision { code basis remedy authorization } }"
VALUES = ("text", "day", "number", "money", "period", "list", "image")
OLD_OFFICER, LAND = "safety-officer-old-revision", "joint-owners"
FOOD, MARKET = "food-business-license", "market-regulation"

Shown = dict[str, Any]


def names(hub: Hub, kind: str) -> list[str]:
    """Return the fields of a type that are its own, those dropped among them."""
    query = """query ($kind: String!) { __type(name: $kind) {
        fields(includeDeprecated: true) { name } } }"""
    fields = hub.ask(query, by="adult", kind=kind)["__type"]["fields"]
    return [one["name"] for one in fields if one["name"] not in {"entry", "revision"}]


def shown(hub: Hub, kind: str, landmark: str, by: str, cause: str | None) -> Shown:
    """Return a license with its typed face and its generic fields."""
    cells = " ".join(f"{name} {{ ...C }}" for name in names(hub, kind))
    query = f"""query ($of: String!) {{ license(identifier: $of) {{ {GENERIC}
        face {{ __typename revision entry {{ body {{ code }} }} ... on {kind} {{ {cells} }} }}
    }} }} {CELL}"""
    found: Shown = hub.ask(query, by=by, cause=cause, of=identifier(landmark))["license"]
    return found


def cells(face: Shown) -> dict[tuple[str, int | None], Shown]:
    """Return the cells of a face by key and holder."""
    told = [
        one for value in face.values() for one in (value if isinstance(value, list) else [value])
    ]
    found = [one for one in told if isinstance(one, dict) and "outcome" in one]
    return {(one["key"], one["holder"]): one for one in found}


def value_of(cell: Shown) -> Any:  # noqa: ANN401 - a value of any type
    """Return what a typed cell shows: its value, or its masked form."""
    found = [cell[name] for name in VALUES if cell.get(name) is not None]
    assert not (found and cell["masked"])
    return found[0] if found else cell["masked"]


def agree(typed: Shown, generic: Shown) -> None:
    """Demand that a typed cell says what the generic one says."""
    same = ("key", "holder", "outcome", "decision")
    assert {name: typed[name] for name in same} == {name: generic[name] for name in same}
    assert (typed["masked"] is not None) == (
        typed["outcome"] == "MASKED" and generic["value"] is not None
    )
    if typed["__typename"] == "ImageCell":  # each link is another
        assert (value_of(typed) is None) == (generic["value"] is None)
    else:
        assert value_of(typed) == generic["value"]


@pytest.mark.parametrize(
    ("kind", "landmark", "by", "cause"),
    [
        ("SafetyOfficerCertificate", OLD_OFFICER, "anyone", None),
        ("SafetyOfficerCertificate", OLD_OFFICER, "safety-officer", None),
        ("SafetyOfficerCertificate", OLD_OFFICER, "bank", "贷款审核"),
        ("RealEstateCertificate", LAND, "land-desk", "登记核对"),
        ("RealEstateCertificate", LAND, "owner-one", None),
        ("RealEstateCertificate", LAND, "bank", "抵押贷款"),
        ("BusinessLicense", "company-license", "anyone", None),
        ("IdentityCard", "adult-identity", "adult-account", None),
    ],
)
def test_a_typed_face_says_what_the_fields_say(
    hub: Hub, kind: str, landmark: str, by: str, cause: str | None
) -> None:
    found = shown(hub, kind, landmark, by, cause)
    assert found["face"]["__typename"] == kind
    typed, generic = cells(found["face"]), found["fields"]
    assert typed.keys() == {(one["key"], one["holder"]) for one in generic}
    for one in generic:
        agree(typed[one["key"], one["holder"]], one)


def test_four_callers_see_four_faces(hub: Hub) -> None:
    callers = {
        "anyone": None,
        "safety-officer": None,
        "bank": "贷款审核",
        "issuer-housing-construction": "证书延续审查",
    }
    kind = "SafetyOfficerCertificate"
    faces = [shown(hub, kind, OLD_OFFICER, by, cause)["face"] for by, cause in callers.items()]
    decided = [
        {key: (one["outcome"], one["decision"]["code"]) for key, one in cells(face).items()}
        for face in faces
    ]
    assert all(one != other for place, one in enumerate(decided) for other in decided[:place])
    (photo,) = faces[0]["photo"]
    assert (photo["image"], photo["outcome"]) == (None, "WITHHELD")
    assert faces[1]["photo"][0]["image"].startswith("/")


def test_values_have_their_types(hub: Hub) -> None:
    face = shown(hub, "RealEstateCertificate", LAND, "land-desk", "登记核对")["face"]
    assert face["issuedOn"]["day"] == "2024-10-10"
    assert float(face["area"]["number"]) > 0
    assert face["term"]["period"].keys() == {"from", "to"}
    assert [one["holder"] for one in face["holderName"]] == [1, 2]
    capital = shown(hub, "BusinessLicense", "company-license", "anyone", None)["face"]
    assert capital["registeredCapital"]["money"]["currency"] == "CNY"


def test_a_masked_day_is_no_day(hub: Hub) -> None:
    face = shown(hub, "IdentityCard", "adult-identity", "adult-account", None)["face"]
    (born,) = face["birthDate"]
    assert (born["day"], born["masked"], born["outcome"]) == (None, "1990-**-**", "MASKED")


def test_only_what_a_view_asks_for_is_read_and_recorded(hub: Hub) -> None:
    query = """query ($of: String!) { license(identifier: $of) { face {
        ... on DrivingLicense { number { value } holderName { value } }
        ... on IdentityCard { photo { value } birthDate { value } } } } }"""
    found = hub.ask(query, by="adult", of=identifier("adult-driving"))["license"]["face"]
    assert found["holderName"] == [{"value": "林示范"}]
    usage = "{ viewer { usage(first: 1) { records { fields { key } } } } }"
    (record,) = hub.ask(usage, by="adult")["viewer"]["usage"]["records"]
    assert {one["key"] for one in record["fields"]} == {"number", "holder_name"}


def test_a_face_is_explained_as_it_is_read(hub: Hub) -> None:
    asked = """query ($of: String!) { license(identifier: $of) { face {
        ... on IdentityCard { photo { value } } } } }"""
    query = """query ($asked: String!, $given: JSON) {
        explain(query: $asked, variables: $given) { fields { key decision { code } } } }"""
    given = {"of": identifier("adult-identity")}
    told = hub.ask(query, by="adult", asked=asked, given=given)["explain"]
    assert told == [{"fields": [{"key": "photo", "decision": {"code": "OWN"}}]}]


def test_a_license_keeps_the_fields_of_its_revision(hub: Hub) -> None:
    kept = "FoodBusinessLicense"
    old = shown(hub, kept, "food-license-old-revision", "anyone", None)["face"]
    new = shown(hub, kept, "food-license", "anyone", None)["face"]
    assert (old["revision"], new["revision"]) == (1, 2)
    assert old["supervisingBody"]["outcome"] == "GRANTED"
    assert new["supervisingBody"] is None
    query = '{ __type(name: "FoodBusinessLicense") { fields { name } } }'
    usual = [one["name"] for one in hub.ask(query, by="adult")["__type"]["fields"]]
    assert "supervisingBody" not in usual
    assert "supervisingBody" in names(hub, kept)


def test_a_revision_adds_a_field_and_the_licenses_before_are_read_as_ever(hub: Hub) -> None:
    before = shown(hub, "FoodBusinessLicense", "food-license-old-revision", "anyone", None)
    more = Field(
        key="kitchen_camera",
        zh="明厨亮灶",
        en="Open kitchen",
        classification=Classification.INTERNAL,
        sharing=Sharing.CONDITIONAL,
    )
    body = current_entries()[FOOD]
    _bring_in_force(hub, stated(msgspec.structs.replace(body, fields=(*body.fields, more))))
    after = shown(hub, "FoodBusinessLicense", "food-license-old-revision", "anyone", None)
    assert after["face"].pop("kitchenCamera") is None
    for one in (before, after):
        for cell in (*cells(one["face"]).values(), *one["fields"]):
            cell["decision"].pop("authorization")
    assert after == before


def _bring_in_force(hub: Hub, body: object) -> None:
    editor, reviewer = f"editor-{MARKET}", f"reviewer-{MARKET}"
    number = "... on Revision { number digest state }"
    kind = "CompileEntryInput"
    draft = hub.do("reviseEntry", number, kind, by=editor, body=body)
    named = {"code": FOOD, "number": draft["number"]}
    hub.do("submitEntry", number, by=editor, **named)
    accepting = {"digest": draft["digest"], "wideningBasis": "food-safety-35"}
    accepted = hub.do("acceptEntry", number, by=reviewer, **named, **accepting)
    assert accepted["state"] == "IN_FORCE"


def test_an_entry_that_is_withdrawn_has_no_face(hub: Hub) -> None:
    query = """query ($of: String!) { license(identifier: $of) { status face { __typename } } }"""
    kind, of = '{ __type(name: "DisabilityCertificate") { name } }', identifier("disability")
    told = hub.ask(query, by="owner-two", of=of)["license"]
    assert told == {"status": "IN_FORCE", "face": {"__typename": "DisabilityCertificate"}}
    withdrawn = {"code": "disability-certificate"}
    hub.do("withdrawEntry", "__typename", "NameEntryInput", by="publisher", **withdrawn)
    assert hub.ask(kind, by="adult")["__type"] is None
    told = hub.ask(query, by="owner-two", of=of)["license"]
    assert told == {"status": "IN_FORCE", "face": None}
