"""A hub that asks two registers, both served for itself."""

from collections.abc import Iterator

import pytest

from hub.settings import Settings
from tests.hub.registers.peer import SECRET, Peer, serving
from tests.schema.http.registers.asked import answering


@pytest.fixture(scope="module")
def population() -> Iterator[Peer]:
    """The register of natural persons."""
    peer = Peer()
    with serving(peer):
        yield peer


@pytest.fixture(scope="module")
def legal_entities() -> Iterator[Peer]:
    """The register of organizations."""
    peer = Peer()
    with serving(peer):
        yield peer


@pytest.fixture(scope="module")
def hub_settings(
    population: Peer, legal_entities: Peer, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    """A hub that is told of both."""
    secret = tmp_path_factory.mktemp("registers") / "secret"
    secret.write_text(SECRET)
    return Settings(
        demo=True,
        writing_connections=4,
        reading_connections=4,
        population_register_url=population.url,
        legal_entity_register_url=legal_entities.url,
        register_secret=secret,
    )


@pytest.fixture
def register(legal_entities: Peer) -> Peer:
    """The register of organizations, not asked yet, which knows of nobody until it is told."""
    legal_entities.asked.clear()
    answering(legal_entities, "UNKNOWN")
    return legal_entities
