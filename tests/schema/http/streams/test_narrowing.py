"""Naming somebody else's license lets nobody follow its uses: it narrows what is heard anyhow."""

from tests.schema.http.streams.serving import Served, hear, hears_nothing, subscribe, until

LICENSE = "joint-owners"


def following(hub: Served) -> int:
    """Count who follows anything."""
    assert hub.feed is not None
    return len(hub.feed._all)  # noqa: SLF001 - nothing else tells


def test_naming_the_license_of_another_tells_nothing(hub: Served) -> None:
    named = hub.license_id(LICENSE, "owner-one")
    query = f'subscription {{ usageRecorded(license: "{named}") {{ event }} }}'
    with hub.socket("owner-one") as owners, hub.socket("foreigner") as others:
        subscribe(owners, query)
        subscribe(others, query)
        until(lambda: following(hub) == 2)
        hub.look(LICENSE, "bank", "抵押贷款审批")
        assert hear(owners)["type"] == "next"
        assert hears_nothing(others)
