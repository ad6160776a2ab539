"""The sample catalog as the hub holds it once it was compiled and published, without a database."""

from hub.catalog.queries import Shelf
from hub.policy.entry import Entry
from hub.policy.law import MEASURES
from hub.policy.revision import policy_revision, standing_policy
from hub.policy.rulebook import VERSION
from hub.policy.terms import SharingState
from hub.sample.files import load_entries, load_law

UNPUBLISHED = frozenset({"forensic-appraisal-report"})
"""Entries whose licenses the data center does not share yet."""


def sample_shelves() -> list[Shelf]:
    """Return every sample entry with its revisions, in the order of their codes."""
    revisions: dict[str, dict[int, Entry]] = {}
    for entry, number in load_entries():
        revisions.setdefault(entry.code, {})[number] = entry
    return [_shelf(id_, revisions[code]) for id_, code in enumerate(sorted(revisions), 1)]


def _shelf(id_: int, revisions: dict[int, Entry]) -> Shelf:
    latest = max(revisions)
    code, policy = revisions[latest].code, standing_policy(list(revisions.values()))
    return Shelf(
        id=id_,
        code=code,
        owner_id=0,
        sharing=SharingState.CLOSED if code in UNPUBLISHED else SharingState.OPEN,
        sharing_changed_at=None,
        revisions=revisions,
        number=latest,
        retired=False,
        policy=policy,
        policy_revision=policy_revision(VERSION, policy, MEASURES | load_law()),
    )
