"""Open, for an observer, two hubs whose databases differ in all that the observer may not see."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from random import Random

import psycopg
import pytest

from hub.db.embedded import EmbeddedServer
from schema.ids import Named
from tests.accesses import ACCESSES
from tests.actors import CAST
from tests.agreement.dice import Dice
from tests.conftest import PROVINCE
from tests.interference.asks import Known
from tests.interference.comparing import Pair
from tests.interference.observers import OUTSIDE, Observer
from tests.interference.twins import Twin, Word, sights
from tests.make import Hub, World, account_id, open_hub

SIDES = ("hub_interference_left", "hub_interference_right")
SEED = 519999

Twins = Callable[[Observer], AbstractAsyncContextManager[Pair]]


@pytest.fixture
def twins(server: EmbeddedServer, admin: psycopg.Connection, world: World) -> Twins:
    """What opens the two hubs of an observer."""

    @asynccontextmanager
    async def opened(observer: Observer) -> AsyncIterator[Pair]:
        for name in SIDES:
            admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            admin.execute(f"CREATE DATABASE {name} TEMPLATE {PROVINCE}")
        left, right = map(server.url, SIDES)
        async with open_hub(left, world) as hub:
            words = await _rewrite(right, hub, observer)
            async with open_hub(right, world) as other:
                yield Pair(observer, hub, other, _known(hub, words))

    return opened


async def _rewrite(url: str, hub: Hub, observer: Observer) -> list[Word]:
    seen = await sights(hub, await observer.call(hub))
    papers = hub.world.papers
    places = {it.number: hub.world.places[it.number] for it in papers}
    named = {places[it.number][1]: (it.entry, places[it.number][2]) for it in papers}
    with psycopg.connect(url) as connection:
        twin = Twin(connection, hub.world.keyring, seen, named, Dice(Random(SEED)))
        if observer.who in OUTSIDE:
            organization = hub.world.ids.get(CAST[observer.who].organization or "")
            twin.entrust_otherwise(account_id(observer.who), organization)
        return twin.differ(observer.who)


def _known(hub: Hub, words: list[Word]) -> Known:
    ids, world = hub.parts.ids, hub.world
    places = world.places.values()
    return Known(
        ids=[ids.of(Named.LICENSE, holder_key, id_) for holder_key, id_, _ in places],
        identifiers=[identifier for _, _, identifier in places],
        grants=[hub.grant_id(given) for given in world.grants],
        requests=[ids.of(Named.REQUEST, access.id) for access in ACCESSES],
        words=words,
    )
