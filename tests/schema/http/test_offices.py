"""Administrators appoint and dismiss: each what is theirs to give, and nobody their own self."""

from typing import Any

import pytest

from hub.identity.terms import Role
from hub.offices import commands
from tests.schema.http.appointing import (
    CENTER,
    CHENGDU,
    FILM,
    LISTED,
    SECURITY,
    SYSTEM,
    administrator,
    fresh,
    held,
    in_office,
    left,
    listed,
    newcomer,
    person,
    signed_in,
)
from tests.schema.http.asking import ANYONE, Answer, Hub

BANK, CIVIL, INSTITUTE = "91519999MA9900036C", "11519999MB990011XH", "12519999MB9900304B"
SUPERVISOR, NOWHERE = "11519999MB9900101R", "91519999MA9999999X"
VIEWER = "{ viewer { id roles organization { code } } }"
WORKING = ["CATALOG_EDITOR", "CATALOG_REVIEWER", "ISSUER", "AGGREGATOR", "USER"]
RESERVED = ["OVERSEER", "SYSTEM_ADMIN", "SECURITY_ADMIN", "AUDITOR"]
HOUSE = ("operator", "physician", "foreigner")
"""Who is made the system, the security administrator and the auditor of the film administration."""


@pytest.fixture(scope="module")
def house(hub: Hub) -> dict[str, str]:
    """The three administrators of a department (三员), by role, each in office."""
    roles = ("SYSTEM_ADMIN", "SECURITY_ADMIN", "AUDITOR")
    for persona, role in zip(HOUSE, roles, strict=True):
        told = held(hub, SECURITY, FILM, role, person=person(hub, persona))
        assert told["role"] == role, told
    return {role: in_office(hub, one, FILM) for one, role in zip(HOUSE, roles, strict=True)}


@pytest.fixture
def system(house: dict[str, str]) -> str:
    """The system administrator of the department."""
    return house["SYSTEM_ADMIN"]


def last_act(hub: Hub) -> tuple[Any, ...]:
    """Return the newest entry of the audit trail."""
    with hub.database() as owner:
        last = "SELECT act, subject, outcome FROM audit_entry ORDER BY id DESC LIMIT 1"
        return owner.execute(last).fetchone() or ()


def kept(hub: Hub) -> Any:  # noqa: ANN401 - rows of the driver
    """Return all accounts and all offices."""
    with hub.database() as owner:
        return owner.execute(
            "SELECT id, NULL, active::text FROM account UNION ALL"
            " SELECT id, role, until::text FROM office ORDER BY 1"
        ).fetchall()


def refused(hub: Hub, code: str, act: str, told: Answer) -> None:
    """Hold against an answer that it is a refusal, on record."""
    assert told.get("code") == code, told
    assert last_act(hub)[::2] == (act, code)


def test_a_newcomer_works_from_the_moment_of_the_appointment(hub: Hub, system: str) -> None:
    subject = fresh("clerk")
    stranger = signed_in(hub, subject, None)
    assert hub.ask(VIEWER, by=stranger)["viewer"]["id"] is None
    told = newcomer(hub, system, FILM, "ISSUER", subject)
    assert (told["name"], told["client"], told["role"]) == ("新来人", False, "ISSUER")
    assert told["organization"]["code"] == FILM
    act, office, outcome = last_act(hub)
    assert (act, outcome) == ("hold_office", "DONE")
    clerk = signed_in(hub, subject, FILM)
    seen = hub.ask(VIEWER, by=clerk)["viewer"]
    assert (seen["id"], seen["roles"]) == (told["person"], ["ISSUER"])
    assert left(hub, system, told["id"])["until"] is not None
    assert last_act(hub) == ("leave_office", office, "DONE")


def test_an_ended_office_is_refused_at_once(hub: Hub, system: str) -> None:
    one = held(hub, system, FILM, "ISSUER", person=person(hub, "delegate"))
    two = held(hub, system, FILM, "USER", person=person(hub, "delegate"))
    clerk = in_office(hub, "delegate", FILM)
    assert hub.ask(VIEWER, by=clerk)["viewer"]["roles"] == ["ISSUER", "USER"]
    left(hub, system, one["id"])
    assert hub.ask(VIEWER, by=clerk)["viewer"]["roles"] == ["USER"]
    left(hub, system, two["id"])
    assert hub.post(VIEWER, by=clerk).json()["errors"][0]["extensions"]["code"] == "OfficeNotHeld"
    again = left(hub, system, two["id"])
    assert again["until"] == left(hub, system, two["id"])["until"]


def test_an_ended_administrator_appoints_nobody(hub: Hub) -> None:
    admin = administrator(hub, CIVIL, "corrected")
    office = newcomer(hub, admin, CIVIL, "USER")
    assert office["role"] == "USER"
    (own,) = [one for one in listed(hub, admin, CIVIL)["offices"] if one["role"] == "SYSTEM_ADMIN"]
    left(hub, SECURITY, own["id"])
    before = kept(hub)
    told = hub.post(LISTED, by=admin, of=CIVIL).json()
    assert told["errors"][0]["extensions"]["code"] == "OfficeNotHeld"
    query = """mutation ($input: LeaveOfficeInput!) { leaveOffice(input: $input) { __typename } }"""
    stated = {"office": office["id"], "idempotencyKey": fresh()}
    answer = hub.post(query, by=admin, input=stated).json()
    assert answer["errors"][0]["extensions"]["code"] == "OfficeNotHeld"
    assert kept(hub) == before


def test_the_same_key_appoints_once_and_dismisses_once(hub: Hub, system: str) -> None:
    who = person(hub, "owner-one")
    said = {"person": who, "idempotencyKey": fresh()}
    first, again = (held(hub, system, FILM, "USER", **said) for _ in "ab")
    assert first == again
    assert held(hub, system, FILM, "ISSUER", **said)["code"] == "KeyReused"
    refused(hub, "OfficeHeld", "hold_office", held(hub, system, FILM, "USER", person=who))
    ending = {"idempotencyKey": fresh()}
    ended, ended_again = (left(hub, system, first["id"], **ending) for _ in "ab")
    assert ended == ended_again
    assert ended["until"] is not None


@pytest.mark.parametrize("role", RESERVED)
def test_no_administrator_makes_administrators_or_overseers_of_the_own_house(
    hub: Hub, house: dict[str, str], role: str
) -> None:
    before = kept(hub)
    for by in (*house.values(), SYSTEM, "publisher", "supervisor"):
        told = newcomer(hub, by, FILM, role)
        refused(hub, "AppointmentReserved", "hold_office", told)
    assert kept(hub) == before
    assert newcomer(hub, SECURITY, FILM, role)["role"] == role


@pytest.mark.parametrize("role", WORKING)
def test_work_is_given_by_the_own_system_administrator_alone(
    hub: Hub, house: dict[str, str], role: str
) -> None:
    before = kept(hub)
    others = (house["SECURITY_ADMIN"], house["AUDITOR"], SECURITY, SYSTEM, "editor-film", "adult")
    for by in (*others, "aggregator-film", ANYONE):
        refused(hub, "AppointmentReserved", "hold_office", newcomer(hub, by, FILM, role))
    assert kept(hub) == before
    assert newcomer(hub, house["SYSTEM_ADMIN"], FILM, role)["role"] == role


def test_an_administrator_stays_in_the_own_house(hub: Hub, system: str) -> None:
    for organization in (CENTER, CIVIL, BANK, NOWHERE):
        told = newcomer(hub, system, organization, "USER")
        refused(hub, "AppointmentReserved", "hold_office", told)
    refused(hub, "OrganizationUnknown", "hold_office", newcomer(hub, SECURITY, NOWHERE, "AUDITOR"))


@pytest.mark.parametrize(
    ("organization", "persona", "given"),
    [
        (BANK, "owner-two", {"USER"}),
        (FILM, "operator", set(WORKING)),
        (CHENGDU, "child", {"ISSUER", "AGGREGATOR", "USER"}),
        (INSTITUTE, "guardian", {"ISSUER", "AGGREGATOR", "USER"}),
        (SUPERVISOR, "former-agent", set()),
    ],
)
def test_each_kind_of_organization_has_offices_of_its_own(
    hub: Hub, house: dict[str, str], organization: str, persona: str, given: set[str]
) -> None:
    assert house
    admin = administrator(hub, organization, persona)
    assert set(listed(hub, admin, organization)["roles"]) == given
    for role in sorted(set(WORKING) - given):
        refused(hub, "RoleUnfit", "hold_office", newcomer(hub, admin, organization, role))
    for role in sorted(given):
        assert newcomer(hub, admin, organization, role)["role"] == role


def test_a_partner_and_an_institution_oversee_nobody(hub: Hub) -> None:
    for organization in (BANK, INSTITUTE):
        told = newcomer(hub, SECURITY, organization, "OVERSEER")
        refused(hub, "RoleUnfit", "hold_office", told)


def test_the_data_center_gives_itself_reviewers_and_no_more_work(hub: Hub) -> None:
    assert listed(hub, SYSTEM, CENTER)["roles"] == ["CATALOG_REVIEWER"]
    assert listed(hub, SECURITY, CENTER)["roles"] == RESERVED
    assert listed(hub, "auditor", CENTER)["roles"] == []


def test_nobody_appoints_or_dismisses_the_own_self(hub: Hub, system: str) -> None:
    own = person(hub, system)
    refused(hub, "OwnOffice", "hold_office", held(hub, system, FILM, "USER", person=own))
    security = person(hub, SECURITY)
    told = held(hub, SECURITY, FILM, "OVERSEER", person=security)
    refused(hub, "OwnOffice", "hold_office", told)
    (office,) = [
        one for one in listed(hub, SECURITY, CENTER)["offices"] if one["person"] == security
    ]
    refused(hub, "OwnOffice", "leave_office", left(hub, SECURITY, office["id"]))


def test_the_three_stay_in_different_hands(hub: Hub, system: str) -> None:
    told = held(hub, SECURITY, CIVIL, "AUDITOR", person=person(hub, system))
    refused(hub, "OfficesNotSeparated", "hold_office", told)


def test_who_is_told_of_an_office_ends_what_is_theirs_to_give(
    hub: Hub, house: dict[str, str]
) -> None:
    clerk = newcomer(hub, house["SYSTEM_ADMIN"], FILM, "USER")["id"]
    auditor = newcomer(hub, SECURITY, FILM, "AUDITOR")["id"]
    before = kept(hub)
    for by, office in (
        (house["SECURITY_ADMIN"], clerk),
        (SECURITY, clerk),
        (house["SYSTEM_ADMIN"], auditor),
        (SYSTEM, auditor),
    ):
        refused(hub, "AppointmentReserved", "leave_office", left(hub, by, office))
    for by in ("editor-film", "desk-auditor", "bank-clerk", "aggregator-film", "adult", ANYONE):
        refused(hub, "OfficeUnknown", "leave_office", left(hub, by, clerk))
    assert kept(hub) == before
    assert left(hub, SECURITY, auditor)["until"] is not None


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ({}, "AppointeeUnclear"),
        ({"newcomer": {"subject": " ", "name": "某人"}}, "AppointeeUnclear"),
        ({"newcomer": {"subject": "someone", "name": "长" * 201}}, "AppointeeUnclear"),
        ({"newcomer": {"subject": "some\u2028one", "name": "某人"}}, "AppointeeUnclear"),
        ({"newcomer": {"subject": "sample-adult", "name": "某人"}}, "AccountExists"),
        ({"until": "2020-01-01T00:00:00Z"}, "PeriodInvalid"),
    ],
)
def test_who_is_appointed_must_be_clear(
    hub: Hub, system: str, who: dict[str, Any], code: str
) -> None:
    before = kept(hub)
    named = {"person": person(hub, "safety-officer")} if code == "PeriodInvalid" else {}
    refused(hub, code, "hold_office", held(hub, system, FILM, "USER", **named | who))
    assert kept(hub) == before


def test_a_person_and_a_newcomer_at_once_are_nobody(hub: Hub, system: str) -> None:
    both = {"person": person(hub, "adult"), "newcomer": {"subject": "x", "name": "某人"}}
    refused(hub, "AppointeeUnclear", "hold_office", held(hub, system, FILM, "USER", **both))


def test_a_closed_account_is_appointed_no_more(hub: Hub, system: str) -> None:
    who = newcomer(hub, system, FILM, "USER")["person"]
    with hub.database() as owner:
        owner.execute("UPDATE account SET active = false WHERE name = '新来人'")
    told = held(hub, system, FILM, "ISSUER", person=who)
    refused(hub, "AccountUnknown", "hold_office", told)
    with hub.database() as owner:
        owner.execute("UPDATE account SET active = true WHERE name = '新来人'")


def test_a_system_does_work_and_administrates_nothing(hub: Hub, system: str) -> None:
    who = person(hub, "aggregator-film")
    told = held(hub, SECURITY, FILM, "AUDITOR", person=who)
    refused(hub, "PersonNeeded", "hold_office", told)
    (office,) = [one for one in listed(hub, system, FILM, first=100)["offices"] if one["client"]]
    left(hub, system, office["id"])
    assert hub.ask(VIEWER, by="aggregator-film")["viewer"]["roles"] == []
    assert held(hub, system, FILM, "AGGREGATOR", person=who)["client"]
    assert hub.ask(VIEWER, by="aggregator-film")["viewer"]["roles"] == ["AGGREGATOR"]


def test_an_office_may_end_by_itself(hub: Hub, system: str) -> None:
    until = "2036-01-01T00:00:00+08:00"
    told = held(hub, system, FILM, "USER", person=person(hub, "agent"), until=until)
    assert told["until"].startswith("2035-12-31T16:00:00")


def test_who_holds_what_is_told_to_administrators(hub: Hub, house: dict[str, str]) -> None:
    for by in (*house.values(), SECURITY, SYSTEM, "auditor"):
        names = {one["name"] for one in listed(hub, by, FILM, first=100)["offices"]}
        assert "电影目录编制人员" in names, by
    for by in ("editor-film", "supervisor", "publisher", "desk-auditor", "aggregator-film", ANYONE):
        for organization in (FILM, NOWHERE):
            assert hub.refusal(LISTED, by=by, of=organization)["code"] == "OfficesReserved", by
    assert hub.refusal(LISTED, by=SYSTEM, of=NOWHERE)["code"] == "OrganizationUnknown"


def test_pages_hold_each_office_once_and_ended_ones_when_asked(hub: Hub, system: str) -> None:
    office = newcomer(hub, system, FILM, "USER")["id"]
    left(hub, system, office)
    running = listed(hub, system, FILM, first=100)["offices"]
    every = listed(hub, system, FILM, first=100, ended=True)["offices"]
    assert office not in {one["id"] for one in running}
    assert office in {one["id"] for one in every}
    found, after = [], None
    while page := listed(hub, system, FILM, first=3, ended=True, after=after):
        found += page["offices"]
        after = page["endCursor"]
        if after is None:
            break
    assert found == every
    place = listed(hub, system, FILM, first=1)["endCursor"]
    told = hub.refusal(LISTED, by=system, of=FILM, ended=True, after=place)
    assert told["code"] == "CursorOutdated"


def test_systems_are_told_apart_from_people(hub: Hub, system: str) -> None:
    offices = listed(hub, system, FILM, first=100)["offices"]
    systems = {one["name"] for one in offices if one["client"]}
    assert systems == {"电影归集接口"}


def test_an_administrator_who_could_give_everything_would_be_found(
    hub: Hub, house: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sabotage: whoever acts gives every role; the tests of the three must fail."""
    monkeypatch.setattr(commands, "roles_given", lambda *_said: frozenset(Role))
    with pytest.raises(AssertionError):
        test_no_administrator_makes_administrators_or_overseers_of_the_own_house(
            hub, house, "AUDITOR"
        )
