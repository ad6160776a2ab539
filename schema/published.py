"""The schema of what is published now: built anew beside the requests, none of which waits for it.

The views of the published entries are the catalog's alone. When a worker learns of another catalog,
by whatever it reads, the views are looked at again, and only if they changed is a schema built, in
a thread. Until it is there, documents are answered by the former schema, and those under way stay
with theirs; a document that names what the schema has not, and one that asks for the schema itself,
wait for the schema of the catalog as it stands.
"""

import asyncio
from collections.abc import Mapping

from hub.catalog.queries import CatalogSnapshot
from hub.log import logger
from schema.audience import Audience
from schema.root import HubSchema
from schema.views.entries import views_of

FULL = Audience.OFFICIAL
"""The audience that sees all of the schema."""

Edition = Mapping[Audience, HubSchema]
"""The schema with the views of one time, by its audience."""


class Schemas:
    """Holds the schema of each audience over what is published."""

    def __init__(self, own: HubSchema) -> None:
        """Begin with the hub's own types alone."""
        self._own = own
        self._edition = _edition(own)
        self._seen = self._built = CatalogSnapshot(-1, {}, ())
        self._building: asyncio.Task[None] | None = None

    def current(self, catalog: CatalogSnapshot, audience: Audience = FULL) -> HubSchema:
        """Return the schema as last built; if the catalog is newer, begin to build anew."""
        if catalog.epoch > self._seen.epoch:
            self._seen = catalog
            if self._building is None:
                self._building = asyncio.create_task(self._build())
        return self._edition[audience]

    async def newest(self, catalog: CatalogSnapshot, audience: Audience = FULL) -> HubSchema:
        """Return the schema of a catalog, once it is built."""
        self.current(catalog)
        if self._building is not None:
            await asyncio.shield(self._building)
        return self._edition[audience]

    async def _build(self) -> None:
        """Build until what is built is what was last seen; what fails leaves the former schema."""
        try:
            while self._built is not self._seen:
                self._built = self._seen
                self._edition = await asyncio.to_thread(self._edition_of, self._seen)
        except Exception as error:  # noqa: BLE001 - no request failed by it, and others go on
            logger().error("schema_not_built", exc_info=error)
        finally:
            self._building = None

    def _edition_of(self, catalog: CatalogSnapshot) -> Edition:
        former = self._edition[FULL].faces
        views = views_of(catalog.shelves, self._own.core.type_map)
        if views == former.views:
            return self._edition
        return _edition(self._own.showing(former.showing(views, self._own.core)))


def _edition(full: HubSchema) -> Edition:
    """Return a schema for each audience."""
    return {one: full if one is FULL else full.seen_by(one) for one in Audience}
