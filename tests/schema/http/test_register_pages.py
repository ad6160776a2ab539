"""A page of the register is full, however many records in between are no longer to be shown."""

from typing import Any

import psycopg

from tests.schema.http.asking import ANYONE, Hub

PAGE = """query ($first: Int, $last: Int, $after: String, $before: String) {
    publicRecords(search: "示例", first: $first, last: $last, after: $after, before: $before) {
        edges { node { identifier } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""
LONG_GONE = """
UPDATE license SET status = 'CANCELLED', ended_on = '2001-01-01' WHERE id IN (
    SELECT license_id FROM (
        SELECT license_id, row_number() OVER (ORDER BY license_id) AS place FROM public_record
    ) record WHERE place % 8 <> 0
)
"""


def page(hub: Hub, **which: Any) -> tuple[list[str], dict[str, Any]]:  # noqa: ANN401 - variables and their answer
    """Return the identifiers of a page, and where it stands."""
    found = hub.ask(PAGE, by=ANYONE, **which)["publicRecords"]
    return [edge["node"]["identifier"] for edge in found["edges"]], found["pageInfo"]


def test_pages_are_full_both_ways(hub: Hub) -> None:
    before, _ = page(hub, first=100)
    with psycopg.connect(hub.url, autocommit=True) as owner:
        owner.execute(LONG_GONE.encode())
    whole, at_end = page(hub, first=100)
    assert 4 < len(whole) < len(before) / 4
    assert not at_end["hasNextPage"]

    walked: list[str] = []
    stands: dict[str, Any] = {"endCursor": None, "hasNextPage": True}
    while stands["hasNextPage"]:
        found, stands = page(hub, first=2, after=stands["endCursor"])
        assert len(found) == 2 or not stands["hasNextPage"]
        walked += found
    assert walked == whole

    back: list[str] = []
    stands = {"startCursor": None, "hasPreviousPage": True}
    while stands["hasPreviousPage"]:
        found, stands = page(hub, last=2, before=stands["startCursor"])
        assert len(found) == 2 or not stands["hasPreviousPage"]
        back = found + back
    assert back == whole
