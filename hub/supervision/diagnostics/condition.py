"""Examine all that a running hub depends on."""

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncEngine

from hub.audit.condition import examine_log, examine_usage
from hub.db.condition import Finding, examine
from hub.exchange.condition import examine_deliveries
from hub.notices.condition import examine_gateway
from hub.rates.condition import examine_redis
from hub.registers.condition import examine_registers
from hub.seals.condition import examine_seals
from hub.settings import Settings

Examiner = Callable[[], Awaitable[list[Finding]]]


async def examine_hub(settings: Settings, engine: AsyncEngine) -> list[Finding]:
    """Examine the database and what lies in it, then the registers and Redis."""
    found = await examine(engine)
    if all(finding.well for finding in found):
        found += [
            await examine_usage(engine),
            await examine_log(engine),
            await examine_seals(engine),
            await examine_deliveries(engine),
            await examine_gateway(settings, engine),
        ]
    return [*found, *await examine_registers(settings), *await examine_redis(settings)]
