"""End delegations and whatever is built on them, in the transaction of who ends them."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

# A mandate ends with the death of either side (Civil Code, art. 173), so with all of a holder's
# own ends what that holder was delegated.
_NAMED: Final = "holder_key = :holder_key AND id = ANY (CAST(:ids AS uuid[]))"
_ALL: Final = """holder_key = :holder_key OR delegate_holder = :holder_key
    OR delegate_account IN (SELECT id FROM account WHERE holder_key = :holder_key)"""

# Rows are locked in the order of their ids, which every transaction that locks several follows.
_DELEGATIONS: Final = """
WITH RECURSIVE built (holder_key, id) AS (
    SELECT holder_key, id FROM delegation WHERE {roots}
    UNION
    SELECT d.holder_key, d.id FROM delegation d
    JOIN built ON d.holder_key = built.holder_key AND d.parent_id = built.id
)
UPDATE delegation SET ended_at = :moment WHERE (holder_key, id) IN (
    SELECT holder_key, id FROM delegation
    WHERE (holder_key, id) IN (SELECT * FROM built) AND ended_at IS NULL
    ORDER BY id FOR UPDATE)
RETURNING holder_key, id
"""
_REST_ON: Final = """
UPDATE {table} SET {ended} WHERE (holder_key, id) IN (
    SELECT holder_key, id FROM {table}
    WHERE ({which}) AND {stands} ORDER BY id FOR UPDATE)
"""
_BY_DELEGATION: Final = """holder_key = ANY (CAST(:holders AS uuid[]))
    AND delegation_id = ANY (CAST(:ended AS uuid[]))"""

_ENDED, _STANDS = "ended_at = :moment", "ended_at IS NULL"
_TABLES: Final = {
    "consent": ("state = 'WITHDRAWN', withdrawn_at = :moment", "state = 'GIVEN'"),
    "offline_pass": (_ENDED, _STANDS),
    "presentation": (_ENDED, _STANDS),  # after the passes: redeeming one makes one of these
}
"""What may rest on a delegation: how it ends there, and which of it stands."""


async def end_all(
    db: AsyncSession, holder_key: UUID, ids: Collection[UUID] | None, moment: datetime
) -> None:
    """End delegations of a holder and all that is built on them (终止委托, art. 15(2)).

    Without ids, when the holder has died or was dissolved: everything that the holder delegated,
    showed or consented to, and everything delegated to the holder.
    """
    roots = _ALL if ids is None else _NAMED
    named = {"holder_key": holder_key, "ids": list(ids or ()), "moment": moment}
    ended = await _end_delegations(db, roots, named)
    which = _BY_DELEGATION + (" OR holder_key = :holder_key" if ids is None else "")
    rested = {"holders": [holder for holder, _ in ended], "ended": [id_ for _, id_ in ended]}
    for table, (how, stands) in _TABLES.items():
        statement = _REST_ON.format(table=table, ended=how, which=which, stands=stands)
        await db.execute(text(statement), named | rested)


async def _end_delegations(
    db: AsyncSession, roots: str, named: Mapping[str, Any]
) -> list[tuple[UUID, UUID]]:
    """End a tree of delegations, and look again until nothing new has grown on it.

    Whoever builds on a delegation holds it for as long: what was built while this waited for that
    is not in the first look's snapshot, and is in the next.
    """
    statement, ended = text(_DELEGATIONS.format(roots=roots)), []
    while found := (await db.execute(statement, named)).all():
        ended += [(holder_key, id_) for holder_key, id_ in found]
    return ended
