"""Examine whether notices leave by the gateway."""

from datetime import timedelta
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from hub.clock import now
from hub.db.condition import Finding
from hub.settings import Settings

LONGEST_LAG: Final = timedelta(minutes=10)
"""What is overdue longer than this is not being sent."""
MEND: Final = "check HUB_NOTICE_GATEWAY_URL, and that the gateway runs and takes messages"
MEND_ZH: Final = "检查 HUB_NOTICE_GATEWAY_URL，以及消息网关是否运行并接收消息"
NONE: Final = "none is named; notices stay in the inbox"
NONE_ZH: Final = "未配置；通知仅在站内送达"

_UNSENT = text("""
SELECT count(*) FILTER (WHERE message = 'WAITING' AND due_at < :late),
    count(*) FILTER (WHERE message = 'DEAD')
FROM notice WHERE message IN ('WAITING', 'DEAD')
""")


async def examine_gateway(settings: Settings, engine: AsyncEngine) -> Finding:
    """Examine how many messages are overdue, and how many the gateway never took."""
    if settings.notice_gateway_url is None:
        return Finding.fine("gateway", NONE, NONE_ZH)
    async with engine.connect() as connection:
        late, dead = (await connection.execute(_UNSENT, {"late": now() - LONGEST_LAG})).one()
    told, told_zh = f"{late} overdue, {dead} never taken", f"逾期 {late} 条，未送达 {dead} 条"
    return Finding("gateway", not late and not dead, told, MEND, told_zh, MEND_ZH)
