"""`hub doctor` examines Redis where one is set."""

from redis import Redis

from hub.rates.condition import examine_redis
from hub.settings import Settings
from tests.hub.rates.redis_server import RedisServer


async def test_redis_is_examined_where_it_is_set(redis: RedisServer) -> None:
    assert await examine_redis(Settings()) == []
    (finding,) = await examine_redis(Settings(redis_url=redis.url))
    assert finding.well
    with Redis.from_url(redis.url) as client:
        client.config_set("maxmemory", "10mb")
        client.config_set("maxmemory-policy", "allkeys-lru")
    (finding,) = await examine_redis(Settings(redis_url=redis.url))
    assert not finding.well
    redis.kill()
    (finding,) = await examine_redis(Settings(redis_url=redis.url))
    assert not finding.well
    assert redis.url not in finding.told
