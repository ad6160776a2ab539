"""Put entries on shelves, as the catalog holds what was in force, and view them."""

from collections.abc import Iterable

from hub.catalog.queries import CatalogSnapshot, Shelf
from hub.policy.entry import Entry
from hub.policy.revision import standing_policy
from hub.policy.terms import SharingState
from schema.root import HubSchema
from schema.views.entries import views_of


def shelf(*revisions: Entry, sharing: SharingState = SharingState.OPEN) -> Shelf:
    """Hold the revisions of an entry, the oldest first."""
    return Shelf(
        id=1,
        code=revisions[-1].code,
        owner_id=1,
        sharing=sharing,
        sharing_changed_at=None,
        revisions=dict(enumerate(revisions, 1)),
        number=len(revisions),
        retired=False,
        policy=standing_policy(revisions),
        policy_revision="0" * 16,
    )


def snapshot(epoch: int, *shelves: Shelf) -> CatalogSnapshot:
    """Hold shelves at an epoch."""
    return CatalogSnapshot(epoch, {}, shelves)


def viewing(schema: HubSchema, shelves: Iterable[Shelf]) -> HubSchema:
    """Return a schema with the views of the published entries among some."""
    views = views_of(shelves, schema.core.type_map)
    return schema.showing(schema.faces.showing(views, schema.core))
