"""Hold what rows are checked against, and read it anew when the catalog or organizations change."""

from asyncio import to_thread

from sqlalchemy import LargeBinary, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession

from hub.aggregation.rules.context import Context, KnownEntry
from hub.aggregation.rules.providers import RightsChanged
from hub.audit.call import Call
from hub.catalog.queries import Shelf, load_catalog
from hub.identity.callers import ActingFor
from hub.identity.queries import load_directory
from hub.processes import pack

_STANDING = text("""
SELECT (SELECT value FROM reference_epoch) AS epoch,
    :account IS NULL OR coalesce((SELECT epoch FROM account WHERE id = :account) = :known, false)
    AND NOT EXISTS (SELECT FROM revoked_token WHERE token_hash = :token) AS stands
""").bindparams(bindparam("account", type_=Uuid), bindparam("token", type_=LargeBinary))


class References:
    """The context of one provider's rows, as of the newest epoch that was asked for."""

    def __init__(self, call: Call, provider: ActingFor) -> None:
        """Take who provides; nothing is read yet."""
        self._call = call
        self._provider = provider
        self._context: Context | None = None
        self._packed: tuple[Context, bytes] | None = None
        self._epoch = -1

    async def context(self, db: AsyncSession) -> Context:
        """Return the context as it stands for a transaction.

        Raises: RightsChanged, when the caller's rights are not those the call began with.
        """
        caller = self._call.caller
        said = {"account": caller.account_id, "known": caller.epoch, "token": caller.token_hash}
        standing = (await db.execute(_STANDING, said)).one()
        if not standing.stands:
            raise RightsChanged
        if self._context is None or standing.epoch != self._epoch:
            self._context = await self._load()
        return self._context

    async def held(self) -> Context:
        """Return the context that was read last, which may be out of date by now."""
        if self._context is None:
            self._context = await self._load()
        return self._context

    async def packed(self) -> tuple[Context, bytes]:
        """Return that context, and packed for other processes."""
        context = await self.held()
        if self._packed is None or self._packed[0] is not context:
            self._packed = context, await to_thread(pack, context)
        return self._packed

    async def _load(self) -> Context:
        async with self._call.read() as connection:
            directory = await load_directory(connection)
            catalog = await load_catalog(connection)
        self._epoch = min(directory.epoch, catalog.epoch)
        entries = {shelf.code: known_entry(shelf) for shelf in catalog.shelves}
        return Context(directory, entries, directory.by_id[self._provider.id])


def known_entry(shelf: Shelf) -> KnownEntry:
    """Return an entry as what is to be a license of it is checked against."""
    return KnownEntry(
        id=shelf.id,
        owner_id=shelf.owner_id,
        revisions=shelf.revisions,
        in_force=None if shelf.retired else shelf.number,
        policy=shelf.policy,
    )
