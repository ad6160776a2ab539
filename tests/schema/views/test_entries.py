"""A view is named by what never changes of its entry, and shows what the entry ever had."""

from msgspec.structs import replace

from hub.policy.terms import FieldType, SharingState, Subject
from hub.sample.shelves import UNPUBLISHED, sample_shelves
from schema.views.entries import EntryView, FieldView, field_names, type_name, views_of
from tests.entries import entry, field, without
from tests.shelved import shelf

FOOD = entry(field("scope"), field("catering_level"))


def view(*revisions: object) -> EntryView:
    """Return the view of an entry with these revisions."""
    (only,) = views_of([shelf(*revisions)], ())  # type: ignore[arg-type]  # entries, all of them
    return only


def fields(said: EntryView) -> dict[str, FieldView]:
    """Return the fields of a view by name."""
    return {one.name: one for one in said.fields}


def test_a_type_is_named_by_the_code_whatever_its_other_names_become() -> None:
    assert type_name(FOOD, ()) == "FoodOperation"
    assert type_name(replace(FOOD, en="Another name", zh="另一名称"), ()) == "FoodOperation"


def test_a_code_of_another_form_or_a_name_that_is_taken_gives_way_to_the_type_code() -> None:
    own = f"Face_{FOOD.type_code}"
    assert type_name(FOOD, {"FoodOperation"}) == own
    for code in ("Food-operation", "food_operation", "food-2", "food--operation", "food-"):
        assert type_name(replace(FOOD, code=code), ()) == own


def test_a_field_is_named_by_its_key() -> None:
    assert field_names(["status", "registered_capital", "a_1"]) == {
        "status": "status",
        "registered_capital": "registeredCapital",
        "a_1": "a1",
    }


def test_of_two_keys_with_one_name_the_earlier_keeps_it() -> None:
    keys = ["a_b", "a__b", "entry", "entry_", "a_1", "a1"]
    names = field_names(keys)
    assert names == {
        "a_b": "aB",
        "a__b": "a__b",
        "entry": "entry_",
        "entry_": "entry__",
        "a_1": "a1",
        "a1": "a1_",
    }
    for length in range(len(keys)):
        assert field_names(keys[:length]).items() <= names.items()


def test_only_what_is_published_has_a_view() -> None:
    states = {state: views_of([shelf(FOOD, sharing=state)], ()) for state in SharingState}
    assert [state for state, views in states.items() if views] == [SharingState.OPEN]


def test_a_revision_adds_fields_behind_and_takes_none_away() -> None:
    wider = entry(field("hygiene", type=FieldType.NUMBER), field("catering_level"))
    first, second = fields(view(FOOD)), fields(view(FOOD, wider))
    assert list(second) == [*first, "hygiene"]
    assert [name for name, one in second.items() if one.dropped] == ["scope"]
    assert not any(one.dropped for one in first.values())


def test_a_name_stays_when_an_earlier_field_is_dropped() -> None:
    first = entry(field("a_b"))
    second = entry(field("a_b"), field("a__b"))
    third = without(second, ["a_b"])
    names = [
        {one.key: one.name for one in view(*them).fields}
        for them in ((first, second), (first, second, third))
    ]
    assert names[0] == names[1]


def test_what_is_each_holders_own_is_a_list_however_many_there_may_be() -> None:
    own = field("share", subject=Subject.HOLDER)
    for most in (1, 4):
        found = fields(view(entry(own, max_holders=most)))
        assert {one.name for one in found.values() if one.each_holder} == {
            "share",
            "holderName",
            "holderCode",
        }


def test_policy_changes_no_view() -> None:
    changed = replace(shelf(FOOD), policy_revision="1" * 16, owner_id=9, id=7)
    assert views_of([changed], ()) == views_of([shelf(FOOD)], ())


def test_the_views_of_the_sample_are_those_of_its_published_entries() -> None:
    views = views_of(sample_shelves(), ())
    assert {one.code for one in views} == {it.code for it in sample_shelves()} - UNPUBLISHED
    assert len({one.name for one in views}) == len(views) > 30
    assert "BusinessLicense" in {one.name for one in views}
