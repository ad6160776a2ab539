"""A second start finds the province as the first one left it."""

from pathlib import Path

from tests.journeys.served import Served, demonstration

SIZE = 300
BATCHES = "{ batches(first: 100) { id source accepted } }"


def state(served: Served) -> object:
    """Return what would differ if anything had been loaded twice."""
    clients = ("aggregator-natural-resources", "aggregator-health")
    batches = [served.ask(BATCHES, by=client)["data"] for client in clients]
    return batches, served.ask('{ catalogEntry(code: "identity-card") { policyRevision } }')["data"]


def test_a_second_start_finds_what_the_first_one_loaded(tmp_path: Path) -> None:
    with demonstration(tmp_path, SIZE) as served:
        first = state(served)
        page = served.client.get("/demo/personas").json()
    assert len(page) > 80
    assert not (tmp_path / "postgres" / "postmaster.pid").exists()
    with demonstration(tmp_path, SIZE) as served:
        assert state(served) == first
    assert "catalog" not in (tmp_path / "demo.log").read_text()
