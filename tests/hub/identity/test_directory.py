"""The directory: trees, chains of succession and regions, without a database."""

from datetime import date

import msgspec
import pytest

from hub.identity.directory import Directory, OrganizationFacts
from hub.identity.terms import Level, OrganizationKind

PROVINCE = OrganizationFacts(
    id=1,
    code="11519999MB9900013B",
    name_zh="示例省级部门",
    name_en="Sample department",
    kind=OrganizationKind.DEPARTMENT,
    parent_id=None,
    region="510000",
    region_as_of=date(2026, 1, 1),
    level=Level.PROVINCE,
    sector="land",
    successor_id=None,
    active=True,
    designated_body=None,
)


def like(number: int, **changes: object) -> OrganizationFacts:
    return msgspec.structs.replace(PROVINCE, id=number, code=f"code-{number}", **changes)


CITY = like(2, parent_id=1, region="510100")
COUNTY = like(3, parent_id=2, region="510104")
OTHER_CITY = like(4, parent_id=1, region="510300")
OLDEST = like(5, successor_id=6, active=False)
OLD = like(6, successor_id=2, active=False)
SIDE = like(7, successor_id=2, active=False)


@pytest.fixture
def directory() -> Directory:
    return Directory(17, [PROVINCE, CITY, COUNTY, OTHER_CITY, OLDEST, OLD, SIDE])


def test_organizations_are_found_by_id_and_by_code(directory: Directory) -> None:
    assert directory.by_id[1] is directory.by_code["11519999MB9900013B"] is PROVINCE
    assert directory.epoch == 17


def test_the_tree_is_walked_down_and_up(directory: Directory) -> None:
    assert directory.children(1) == (CITY, OTHER_CITY)
    assert directory.children(3) == ()
    assert list(directory.ancestors(3)) == [CITY, PROVINCE]
    assert list(directory.ancestors(1)) == []


def test_a_chain_of_succession_is_walked_both_ways(directory: Directory) -> None:
    assert list(directory.successors(5)) == [OLD, CITY]
    assert set(directory.predecessors(2)) == {5, 6, 7}
    assert list(directory.predecessors(6)) == [5]
    assert list(directory.predecessors(1)) == []


def test_the_last_of_the_chain_stands_for_all_before(directory: Directory) -> None:
    assert directory.present(5) == directory.present(6) == directory.present(2) == CITY
    assert directory.present(1) == PROVINCE


def test_an_organization_lies_in_every_region_that_covers_its_own(directory: Directory) -> None:
    assert [
        region
        for region in ("", "510000", "510100", "510104", "510300")
        if directory.is_within(3, region)
    ] == ["", "510000", "510100", "510104"]
