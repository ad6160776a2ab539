"""The schema over the small province, with the views of what is published there in the end."""

from hub.policy.terms import SharingState
from schema.root import build_schema
from tests.papers import ENTRIES, FIRST, SECOND, SHARING
from tests.shelved import shelf, viewing

REVISIONS = {code: (made,) for code, made in ENTRIES.items()} | {"permit": (FIRST, SECOND)}
SHELVES = [
    shelf(*revisions, sharing=SHARING.get(code, SharingState.OPEN))
    for code, revisions in REVISIONS.items()
]
SCHEMA = viewing(build_schema(), SHELVES)
