"""Who sees what is found of whom, and who orders whom: every office against every organization."""

from datetime import date

import pytest

from hub.identity.callers import ActingFor, Caller
from hub.identity.directory import Directory, OrganizationFacts
from hub.identity.terms import Level, OrganizationKind, Role
from hub.supervision.scope import may_order, seen_by

K = OrganizationKind
ORGANIZATIONS = {
    "office": (K.SUPERVISOR, "510000", None),
    "center": (K.DATA_CENTER, "510000", None),
    "market": (K.DEPARTMENT, "510000", "market"),
    "health": (K.DEPARTMENT, "510000", "health"),
    "city": (K.GOVERNMENT, "510100", None),
    "city-market": (K.DEPARTMENT, "510100", "market"),
    "county": (K.GOVERNMENT, "510104", None),
    "county-market": (K.DEPARTMENT, "510104", "market"),
    "county-health": (K.DEPARTMENT, "510104", "health"),
    "other-market": (K.DEPARTMENT, "510300", "market"),
    "archive": (K.INSTITUTION, "510104", "market"),
}
NUMBERS = {name: number for number, name in enumerate(ORGANIZATIONS, 1)}
ALL = set(ORGANIZATIONS)
MARKETS = {"market", "city-market", "county-market", "other-market", "archive"}
COUNTY = {"county", "county-market", "county-health", "archive"}
CITY = COUNTY | {"city", "city-market"}
OVERSEER, AUDITOR, USER = Role.OVERSEER, Role.AUDITOR, Role.USER
TABLE: list[tuple[str, Role, set[str], set[str]]] = [
    ("office", OVERSEER, ALL, ALL - {"office"}),
    ("office", AUDITOR, ALL, set()),
    ("office", USER, {"office"}, set()),
    ("center", OVERSEER, ALL, set()),
    ("center", AUDITOR, ALL, set()),
    ("market", OVERSEER, MARKETS, MARKETS - {"market"}),
    ("market", AUDITOR, {"market"}, set()),
    ("city", OVERSEER, CITY, CITY - {"city"}),
    ("city", USER, {"city"}, set()),
    (
        "city-market",
        OVERSEER,
        {"city-market", "county-market", "archive"},
        {"county-market", "archive"},
    ),
    ("county", OVERSEER, COUNTY, COUNTY - {"county"}),
    ("county-health", OVERSEER, {"county-health"}, set()),
    ("archive", OVERSEER, {"archive"}, set()),
]


def directory() -> Directory:
    """Return the organizations."""
    return Directory(
        1,
        [
            OrganizationFacts(
                id=NUMBERS[name], code=name, name_zh="", name_en="", kind=kind, parent_id=None,
                region=region, region_as_of=date(2026, 1, 1), level=Level.PROVINCE, sector=sector,
                successor_id=None, active=True, designated_body=None,
            )
            for name, (kind, region, sector) in ORGANIZATIONS.items()
        ],
    )  # fmt: skip


def caller(name: str, role: Role, *, client: bool = False) -> Caller:
    """Return somebody in an office."""
    number = NUMBERS[name]
    return Caller(
        organization=ActingFor(number, name),
        roles=frozenset({role}),
        issuer_organizations=(number,),
        client=client,
    )


@pytest.mark.parametrize(("name", "role", "sees", "orders"), TABLE)
def test_an_office_sees_and_orders_within_its_scope(
    name: str, role: Role, sees: set[str], orders: set[str]
) -> None:
    known, who = directory(), caller(name, role)
    assert {one.code for one in seen_by(who, known)} == sees
    ordered = {one.code for one in known.by_id.values() if may_order(who, known, one)}
    assert ordered == orders


@pytest.mark.parametrize("name", ORGANIZATIONS)
def test_a_machine_sees_and_orders_nothing(name: str) -> None:
    known, who = directory(), caller(name, OVERSEER, client=True)
    assert list(seen_by(who, known)) == []
    assert not any(may_order(who, known, one) for one in known.by_id.values())


def test_nobody_in_no_office_sees_anything() -> None:
    assert list(seen_by(Caller(), directory())) == []
