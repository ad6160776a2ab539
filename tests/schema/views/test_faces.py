"""The types of the views fit the hub's own, and say what they are in two languages."""

import pytest
from graphql import GraphQLObjectType, parse, validate
from msgspec.structs import replace

from hub.policy.terms import FieldType
from hub.sample.shelves import sample_shelves
from schema.root import HubSchema, ViewsFaultyError, build_schema, printed_views
from schema.views.cells import CELLS
from schema.views.entries import views_of
from tests.entries import entry, field
from tests.schema.test_descriptions import bilingual
from tests.shelved import shelf, viewing

OWN = build_schema()
VIEWS = views_of(sample_shelves(), OWN.core.type_map)
VIEWED = viewing(OWN, sample_shelves())
CAPITAL = """{ license(identifier: "x") { face { __typename revision ... on BusinessLicense {
    registeredCapital { value { amount } masked decision { code } } } } } }"""


def type_of(schema: HubSchema, name: str) -> GraphQLObjectType:
    """Return an object type of a schema."""
    found = schema.core.type_map[name]
    assert isinstance(found, GraphQLObjectType)
    return found


def test_each_view_and_field_is_described_in_two_languages() -> None:
    for face in VIEWED.faces.types:
        assert bilingual(face.description)
        assert [name for name, one in face.fields.items() if not bilingual(one.description)] == []


def test_a_document_fits_while_what_it_names_is_published() -> None:
    assert validate(VIEWED.core, parse(CAPITAL)) == []
    (unknown, *_) = validate(OWN.core, parse(CAPITAL))
    assert unknown.message.startswith("Unknown type 'BusinessLicense'.")


def test_a_field_that_was_dropped_stays_and_says_so() -> None:
    found = type_of(VIEWED, "FoodBusinessLicense").fields
    dropped = {name: one.deprecation_reason for name, one in found.items()}
    assert bilingual(dropped.pop("supervisingBody"))
    assert set(dropped.values()) == {None}


def test_every_type_of_field_has_its_cell() -> None:
    face = [field(kind.value.lower(), type=kind) for kind in FieldType]
    found = type_of(viewing(OWN, [shelf(entry(*face))]), "FoodOperation").fields
    told = {kind: str(found[kind.value.lower()].type) for kind in FieldType}
    assert told == {kind: cell.__name__ for kind, cell in CELLS.items()}


def test_types_that_did_not_change_are_kept() -> None:
    widened = (replace(VIEWS[0], en="Another name"), *VIEWS[1:])
    again = VIEWED.faces.showing(widened, OWN.core)
    former = VIEWED.faces.types
    assert again.types[0] is not former[0]
    assert all(one is other for one, other in zip(again.types[1:], former[1:], strict=True))


def test_the_own_schema_is_not_touched() -> None:
    assert "BusinessLicense" not in OWN.core.type_map
    assert OWN.faces.views == ()
    assert VIEWED.core.type_map["License"] is OWN.core.type_map["License"]


def test_views_that_make_no_schema_are_not_taken() -> None:
    faulty = (replace(VIEWS[0], name="__Reserved"),)
    with pytest.raises(ViewsFaultyError):
        OWN.showing(OWN.faces.showing(faulty, OWN.core))


def test_the_printed_views_are_those_of_the_published_entries() -> None:
    text = printed_views(sample_shelves())
    assert text.count("\ntype ") + text.startswith("type ") == len(VIEWS)
    assert "type IdentityCard implements Face {" in text
    assert "ForensicAppraisalReport" not in text
