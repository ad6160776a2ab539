"""What every command of issuing works with: the reading of licenses, the workshop, references."""

from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hub.aggregation.references import known_entry
from hub.aggregation.rules.context import Context, KnownEntry
from hub.audit.call import Doors
from hub.catalog.queries import CatalogSnapshot, load_catalog
from hub.identity.directory import Directory
from hub.identity.queries import load_directory
from hub.issuing.workshop import Workshop
from hub.rates.bench import Bench
from hub.reading.read import Reading
from hub.registers.client import NO_REGISTERS, Registers

_EPOCH = text("SELECT value FROM reference_epoch")


class Known(NamedTuple):
    """The catalog and the organizations, as they stand at one epoch."""

    directory: Directory
    catalog: CatalogSnapshot
    entries: dict[str, KnownEntry]

    def entry(self, entry_id: int) -> KnownEntry:
        """Return an entry by its id."""
        return self.entries[self.catalog.by_id[entry_id].code]

    def context(self, organization_id: int) -> Context:
        """Return what is checked against where an organization speaks."""
        return Context(self.directory, self.entries, self.directory.by_id[organization_id])


class Desk:
    """Where licenses are made in one process."""

    def __init__(
        self,
        doors: Doors,
        reading: Reading,
        workshop: Workshop,
        registers: Registers = NO_REGISTERS,
    ) -> None:
        """Take the ways to the database, what reads licenses, what makes documents, whom to ask."""
        self.registers = registers
        self.doors = doors
        self.reading = reading
        self.workshop = workshop
        self.sheets = Bench()
        """Where spreadsheets are issued: that takes its time, and so a bench of its own."""
        self._known: Known | None = None
        self._epoch = -1

    async def known(self, db: AsyncSession) -> Known:
        """Return catalog and organizations as they stand for a transaction."""
        epoch = await db.scalar(_EPOCH)
        if self._known is None or self._epoch != epoch:
            self._known = await self._load()
        return self._known

    async def _load(self) -> Known:
        async with self.doors.reader.acquire() as connection:
            directory = await load_directory(connection)
            catalog = await load_catalog(connection)
        self._epoch = min(directory.epoch, catalog.epoch)
        entries = {shelf.code: known_entry(shelf) for shelf in catalog.shelves}
        return Known(directory, catalog, entries)
