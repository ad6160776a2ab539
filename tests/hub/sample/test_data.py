"""The data of the sample province: every entry is admitted, every code is right, nobody is lost."""

from datetime import UTC, date, datetime

import msgspec
import pytest
import yaml

from hub.authorizations.scenarios.rules import check_scenario
from hub.policy.admission import faults
from hub.policy.case import Case
from hub.policy.codes import CITIES, birth_date, credit_code_valid, resident_id_valid
from hub.policy.entry import METADATA, Entry
from hub.policy.facts import Asker, LicenseFacts
from hub.policy.faults import FaultCode
from hub.policy.law import MEASURES
from hub.policy.revision import cited
from hub.policy.terms import Classification, Disclosure, Sharing, SharingState
from hub.sample.files import (
    FOUNDED,
    REVISED,
    Organization,
    SampleScenario,
    current_entries,
    landmarks,
    load_cities,
    load_entries,
    load_law,
    load_organizations,
    load_people,
    load_personas,
    load_scenarios,
)

TODAY = date(2026, 11, 23)
LAW = load_law() | MEASURES


def _earlier(entry: Entry, order: int) -> list[Entry]:
    return [
        other for other, number in load_entries() if other.code == entry.code and number < order
    ]


@pytest.mark.parametrize(
    ("entry", "order"),
    load_entries(),
    ids=[f"{entry.code}.{order}" for entry, order in load_entries()],
)
def test_every_revision_is_admitted_on_the_day_it_came_in_force(entry: Entry, order: int) -> None:
    day = FOUNDED if order == 1 else REVISED
    assert faults(entry, _earlier(entry, order), LAW, day) == ()


def test_the_catalog_has_the_thirty_types_and_some_more() -> None:
    entries = current_entries()
    assert len(entries) >= 34
    assert {entry.sharing for entry in entries.values()} == set(Sharing)
    assert len({entry.type_code for entry in entries.values()}) == len(entries)
    assert len({entry.sector for entry in entries.values()}) >= 15


def test_two_entries_stand_in_two_revisions_that_narrow_and_widen() -> None:
    revisions: dict[str, dict[int, Entry]] = {}
    for entry, order in load_entries():
        revisions.setdefault(entry.code, {})[order] = entry
    twice = {code: found for code, found in revisions.items() if len(found) > 1}
    assert set(twice) == {"food-business-license", "safety-officer-certificate"}
    forms = list(Disclosure)
    for found in twice.values():
        old, new = found[1].by_key, found[2].by_key
        moved = {
            key: forms.index(new[key].disclosure) - forms.index(old[key].disclosure)
            for key in old.keys() & new.keys()
        }
        widened = [key for key, step in moved.items() if step < 0]
        assert any(step > 0 for step in moved.values())
        assert widened
        assert all(new[key].legal_basis for key in widened)


def test_two_legal_bases_that_entries_rest_on_have_lapsed() -> None:
    lapsed = {code for code, basis in load_law().items() if not basis.in_force(TODAY)}
    assert lapsed == {"food-varieties-interim", "film-statistics-notice"}
    for code in lapsed:
        assert any(code in cited(entry) for entry in current_entries().values())
    found = {
        fault.code
        for entry in current_entries().values()
        for fault in faults(entry, [], LAW, TODAY)
    }
    assert found == {FaultCode.BASIS_NOT_IN_FORCE}


def test_every_legal_basis_is_marked_as_sample_data_and_used_or_citable() -> None:
    assert all(basis.sample for basis in load_law().values())
    assert {code for entry, _ in load_entries() for code in cited(entry)} <= LAW.keys()


def test_a_restated_metadata_field_keeps_what_it_does_not_restate() -> None:
    entry = current_entries()["water-abstraction-license"]
    name = entry.by_key["holder_name"]
    assert (name.zh, name.disclosure) == ("取水权人", Disclosure.MASKED)
    assert name.classification is Classification.PERSONAL
    assert {field.key for field in entry.fields[: len(METADATA)]} == METADATA


def test_organizations_have_right_codes_and_hang_together() -> None:
    organizations = load_organizations()
    seen: set[str] = set()
    for body in organizations:
        assert credit_code_valid(body.code), body
        assert body.code[2:8] == "519999"
        assert body.parent is None or body.parent in seen, body
        seen.add(body.code)
    assert len(seen) == len(organizations)
    assert {body.successor for body in organizations} - {None} <= seen
    governed = {body.region for body in organizations if body.kind == "GOVERNMENT"}
    assert set(CITIES) <= governed
    for entry, _ in load_entries():
        assert {entry.owner, *entry.issuers} <= seen
        assert {field.source for field in entry.fields} - {None} <= seen
        assert entry.issuers


def test_the_cities_are_those_of_the_province() -> None:
    assert {city.region: city.zh for city in load_cities()} == CITIES


def test_people_have_right_codes_and_stand_for_one_another() -> None:
    people = load_people()
    check = {"111": resident_id_valid, "001": credit_code_valid, "414": str.isalnum}
    for person in people.values():
        assert check[person.code_type](person.code), person
        assert person.former_code is None or resident_id_valid(person.former_code)
        assert {person.guardian, person.agent, person.former_agent} - {None} <= people.keys()
    child = people["child"]
    assert child.guardian == "spouse"
    assert birth_date(child.code).replace(year=birth_date(child.code).year + 14) > TODAY


def test_personas_act_in_organizations_and_for_holders_that_exist() -> None:
    codes = {body.code for body in load_organizations()}
    holders = {person.code: person for person in load_people().values()}
    for persona in load_personas().values():
        assert persona.organization is None or persona.organization in codes
        assert persona.holder is None or persona.holder in holders
        own = next((p.key for p in holders.values() if p.code == persona.holder), None)
        for code in persona.represents:
            assert own in (holders[code].guardian, holders[code].agent)
        assert bool(persona.roles) == (persona.organization is not None)


def test_every_department_with_entries_has_an_editor_a_reviewer_and_a_client() -> None:
    desks = {(p.organization, role) for p in load_personas().values() for role in p.roles}
    for entry in current_entries().values():
        for role in ("CATALOG_EDITOR", "CATALOG_REVIEWER", "AGGREGATOR"):
            assert (entry.owner, role) in desks


@pytest.mark.parametrize("known", load_scenarios(), ids=lambda known: str(known.scenario.code))
def test_a_scenario_names_what_it_may_and_is_registered_by_whom_it_should(
    known: SampleScenario,
) -> None:
    asker = Asker(2, datetime.combine(TODAY, datetime.min.time(), UTC), TODAY, None)
    cases = {
        code: Case(entry, SharingState.OPEN, LAW, LicenseFacts(), asker)
        for code, entry in current_entries().items()
    }
    basis = LAW[known.scenario.legal_basis]
    matters = check_scenario(known.scenario, basis, cases, TODAY)
    assert all("status" in it.fields for matter in matters for it in matter.materials)
    assert "USER" in load_personas()[known.by].roles


def test_landmarks_name_entries_issuers_and_people_that_exist() -> None:
    people, entries = load_people(), current_entries()
    serials = [landmark.serial for landmark in landmarks().values()]
    assert len(set(serials)) == len(serials)
    for landmark in landmarks().values():
        assert set(landmark.holders) <= people.keys()
        issuers = {body.code: body for body in load_organizations()}
        successor = issuers[landmark.issuer].successor
        assert {landmark.issuer, successor} & set(entries[landmark.entry].issuers)


def test_an_unknown_word_in_a_data_file_is_noticed() -> None:
    raw = yaml.safe_load("[{code: a, zh: b, en: c, colour: red}]")
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(raw, list[Organization])
