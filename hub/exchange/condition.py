"""Examine whether what is told to peers gets there."""

from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from hub.db.condition import Finding

MEND: Final = "see to the peer, then send its dead letters again on the page of peers"
MEND_ZH: Final = "与对接方核对并排除故障后，在“对接方”页面重投死信"

_UNSETTLED = text("""
SELECT count(*) FILTER (WHERE state = 'WAITING'), count(*) FILTER (WHERE state = 'DEAD')
FROM delivery WHERE state IN ('WAITING', 'DEAD')
""")


async def examine_deliveries(engine: AsyncEngine) -> Finding:
    """Examine how many events wait, and how many were given up."""
    async with engine.connect() as connection:
        waiting, dead = (await connection.execute(_UNSETTLED)).one()
    told, told_zh = f"{waiting} wait, {dead} dead letters", f"待投递 {waiting} 件，死信 {dead} 件"
    return Finding("deliveries", not dead, told, MEND, told_zh, MEND_ZH)
