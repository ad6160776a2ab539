"""Examine whether Redis is there, new enough, and keeps what it is told."""

from typing import Final

from redis.asyncio import Redis

from hub.db.condition import Finding
from hub.rates.shared import FAILURES, PATIENCE_SECONDS
from hub.settings import Settings

OLDEST: Final = (5, 0)
KEEPS: Final = {"noeviction", "volatile-ttl"}
"""Policies of eviction under which a full Redis forgets no limit before its time."""
UNREACHABLE: Final = "check HUB_REDIS_URL, and that Redis runs; without it each worker counts alone"
EVICTS: Final = "set maxmemory-policy to noeviction or volatile-ttl, or maxmemory to 0"
UNREACHABLE_ZH: Final = "检查 HUB_REDIS_URL 和 Redis 是否运行；此间各进程分别计数"
EVICTS_ZH: Final = "将 maxmemory-policy 设为 noeviction 或 volatile-ttl，或将 maxmemory 设为 0"


async def examine_redis(settings: Settings) -> list[Finding]:
    """Ask Redis what it is, if one is set; what is told names no address and no password."""
    if settings.redis_url is None:
        return []
    async with Redis.from_url(
        settings.redis_url,
        socket_timeout=PATIENCE_SECONDS,
        socket_connect_timeout=PATIENCE_SECONDS,
    ) as redis:
        try:
            return [_finding(await redis.info())]
        except FAILURES as error:
            told = f"unreachable ({type(error).__name__})"
            return [Finding.amiss("redis", told, UNREACHABLE, "无法连接", UNREACHABLE_ZH)]


def _finding(told: dict[str, object]) -> Finding:
    version = str(told["redis_version"])
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST:
        mend_zh = "改用 Redis 5 或更高版本"
        return Finding.amiss("redis", version, "use Redis 5 or newer", version, mend_zh)
    if told.get("maxmemory") and told.get("maxmemory_policy") not in KEEPS:
        told_zh = "内存用尽时可能丢失限额计数"
        return Finding.amiss("redis", "it may forget limits when full", EVICTS, told_zh, EVICTS_ZH)
    return Finding.fine("redis", version, version)
