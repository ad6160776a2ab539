"""Examine whether the seals that licenses are made with last."""

from datetime import timedelta
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from hub.clock import now
from hub.db.condition import Finding

ENOUGH: Final = timedelta(days=30)
"""How long a seal should last yet: its owner needs time for a new one."""
MEND: Final = "let the owners have new seals made, and register them: hub seals"
MEND_ZH: Final = "请相关单位换发电子印章，并用 hub seals 命令登记"

_ENDING = text("""
SELECT count(*), count(*) FILTER (WHERE ends < :soon) FROM (
    SELECT max(valid_until) AS ends FROM seal WHERE revoked_at IS NULL GROUP BY organization_id
) AS latest
""")


async def examine_seals(engine: AsyncEngine) -> Finding:
    """Examine how many organizations have a seal that ends soon, or has ended."""
    async with engine.connect() as connection:
        owners, ending = (await connection.execute(_ENDING, {"soon": now() + ENOUGH})).one()
    days = ENOUGH.days
    told = f"{owners} organizations; {ending} with less than {days} days left"
    told_zh = f"{owners} 个单位，其中 {ending} 个的印章不足 {days} 日到期"
    return Finding("seals", not ending, told, MEND, told_zh, MEND_ZH)
