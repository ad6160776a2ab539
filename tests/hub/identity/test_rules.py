"""Who a token stands for: offices, clients, representation and time, without a database."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import msgspec
import pytest

from hub.identity.callers import ANONYMOUS, ActingFor, Represented
from hub.identity.directory import Directory
from hub.identity.rules import (
    AccountFacts,
    AccountInactive,
    OfficeFacts,
    OfficeNotHeld,
    RepresentationFacts,
    caller_of,
    fourteenth_birthday,
    next_turn,
    separated,
)
from hub.identity.terms import RepresentationKind, Role
from hub.identity.tokens import VerifiedToken
from tests.hub.identity.test_directory import CITY, COUNTY, OLD, OLDEST, PROVINCE, SIDE

MOMENT = datetime(2026, 6, 1, 4, tzinfo=UTC)
DAY = timedelta(days=1)
DIRECTORY = Directory(9, [PROVINCE, CITY, COUNTY, OLDEST, OLD, SIDE])
ACCOUNT = AccountFacts(
    id=UUID(int=1), name="某人", holder_key=UUID(int=2), client_of=None, epoch=5, active=True
)


def token(organization: str | None = None) -> VerifiedToken:
    return VerifiedToken("https://id.example", "somebody", 2, organization, 0, b"hash", b"digest")


def office(
    organization: int = CITY.id,
    role: Role = Role.ISSUER,
    since: datetime = MOMENT - DAY,
    until: datetime | None = None,
) -> OfficeFacts:
    return OfficeFacts(organization_id=organization, role=role, since=since, until=until)


def account(*offices: OfficeFacts, **changes: object) -> AccountFacts:
    return msgspec.structs.replace(ACCOUNT, offices=offices, **changes)


def test_without_an_organization_a_person_acts_privately() -> None:
    caller = caller_of(token(), account(office()), DIRECTORY, MOMENT)
    assert (caller.account_id, caller.name, caller.assurance) == (UUID(int=1), "某人", 2)
    assert caller.holder_key == UUID(int=2)
    assert caller.organization is None
    assert caller.roles == frozenset()
    assert caller.issuer_organizations == ()
    assert (caller.epoch, caller.reference_epoch, caller.token_hash) == (5, 9, b"hash")


def test_in_an_office_the_roles_are_those_of_that_organization() -> None:
    offices = (office(), office(role=Role.AGGREGATOR), office(COUNTY.id, Role.AUDITOR))
    caller = caller_of(token(CITY.code), account(*offices), DIRECTORY, MOMENT)
    assert caller.organization == ActingFor(CITY.id, CITY.code)
    assert caller.roles == {Role.ISSUER, Role.AGGREGATOR}
    assert not caller.client


def test_whoever_acts_for_a_successor_acts_for_all_it_succeeded_to() -> None:
    caller = caller_of(token(CITY.code), account(office()), DIRECTORY, MOMENT)
    assert caller.issuer_organizations[0] == CITY.id
    assert set(caller.issuer_organizations) == {CITY.id, OLD.id, OLDEST.id, SIDE.id}


@pytest.mark.parametrize(
    ("organization", "offices"),
    [
        (CITY.code, ()),
        (COUNTY.code, (office(),)),
        ("nowhere", (office(),)),
        ("", (office(),)),
        (CITY.code, (office(since=MOMENT + DAY),)),
        (CITY.code, (office(until=MOMENT),)),
        (OLD.code, (office(OLD.id),)),
    ],
    ids=["none", "another's", "unknown", "empty", "not yet", "no more", "succeeded"],
)
def test_an_office_that_is_not_held_is_refused(
    organization: str, offices: tuple[OfficeFacts, ...]
) -> None:
    with pytest.raises(OfficeNotHeld):
        caller_of(token(organization), account(*offices), DIRECTORY, MOMENT)


def test_a_client_acts_for_its_organization_and_no_other() -> None:
    client = account(office(), client_of=CITY.id, holder_key=None)
    for organization in (None, CITY.code):
        caller = caller_of(token(organization), client, DIRECTORY, MOMENT)
        assert caller.client
        assert caller.organization == ActingFor(CITY.id, CITY.code)
        assert caller.roles == {Role.ISSUER}
    with pytest.raises(OfficeNotHeld):
        caller_of(token(PROVINCE.code), client, DIRECTORY, MOMENT)


def test_a_client_of_an_organization_that_is_no_more_is_refused() -> None:
    with pytest.raises(OfficeNotHeld):
        caller_of(token(), account(client_of=OLD.id), DIRECTORY, MOMENT)


def test_somebody_without_an_account_has_the_assurance_and_nothing_else() -> None:
    caller = caller_of(token(), None, DIRECTORY, MOMENT)
    assert caller.assurance == 2
    assert (caller.account_id, caller.holder_key, caller.organization) == (None, None, None)
    with pytest.raises(OfficeNotHeld):
        caller_of(token(CITY.code), None, DIRECTORY, MOMENT)


def test_a_closed_account_is_refused() -> None:
    with pytest.raises(AccountInactive):
        caller_of(token(), account(active=False), DIRECTORY, MOMENT)


def standing(kind: RepresentationKind, until: datetime | None) -> RepresentationFacts:
    return RepresentationFacts(holder_key=UUID(int=3), kind=kind, since=MOMENT - DAY, until=until)


def test_a_guardian_stands_for_the_child_until_the_birthday() -> None:
    birthday = fourteenth_birthday(date(2012, 6, 3))
    guardian = account(representations=(standing(RepresentationKind.GUARDIAN, birthday),))
    caller = caller_of(token(), guardian, DIRECTORY, MOMENT)
    kind = RepresentationKind.GUARDIAN
    assert caller.represents == (Represented(UUID(int=3), kind, date(2026, 6, 3)),)
    assert caller_of(token(), guardian, DIRECTORY, birthday).represents == ()


def test_an_agent_stands_for_a_holder_while_appointed() -> None:
    agent = account(representations=(standing(RepresentationKind.AGENT, MOMENT + DAY),))
    caller = caller_of(token(), agent, DIRECTORY, MOMENT)
    assert caller.represents == (Represented(UUID(int=3), RepresentationKind.AGENT),)
    assert caller_of(token(), agent, DIRECTORY, MOMENT + DAY).represents == ()
    assert caller_of(token(), agent, DIRECTORY, MOMENT - 2 * DAY).represents == ()


def test_rights_are_looked_at_again_when_the_next_one_begins_or_ends() -> None:
    offices = (office(until=MOMENT + 3 * DAY), office(since=MOMENT + 2 * DAY), office())
    assert next_turn(account(*offices), MOMENT) == MOMENT + 2 * DAY
    assert next_turn(account(*offices), MOMENT + 2 * DAY) == MOMENT + 3 * DAY
    assert next_turn(account(*offices), MOMENT + 3 * DAY) is None


@pytest.mark.parametrize(
    ("born", "told"),
    [
        (date(2015, 3, 1), "2029-03-01T00:00:00+08:00"),
        (date(2012, 2, 29), "2026-03-01T00:00:00+08:00"),
        (date(2086, 2, 28), "2100-02-28T00:00:00+08:00"),
        (date(2014, 12, 31), "2028-12-31T00:00:00+08:00"),
    ],
)
def test_a_guardianship_ends_on_the_fourteenth_birthday(born: date, told: str) -> None:
    assert fourteenth_birthday(born).isoformat() == told


def test_three_administrations_lie_in_different_hands() -> None:
    assert separated({Role.AUDITOR, Role.ISSUER})
    assert not separated({Role.AUDITOR, Role.SECURITY_ADMIN})
    assert not separated({Role.SYSTEM_ADMIN, Role.AUDITOR, Role.USER})


def test_a_printed_caller_shows_no_name() -> None:
    caller = caller_of(token(), ACCOUNT, DIRECTORY, MOMENT)
    assert "某人" not in f"{caller} {caller!r}"
    assert ANONYMOUS.assurance == 0
