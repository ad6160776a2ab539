"""A revision of a catalog entry, and where its publication stands, as plain data."""

from datetime import datetime
from enum import StrEnum

import msgspec

from hub.policy.difference import Change
from hub.policy.entry import Entry
from hub.policy.terms import SharingState


class RevisionState(StrEnum):
    """How far a revision has come; one that was in force is kept for good."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    IN_FORCE = "IN_FORCE"
    RETIRED = "RETIRED"


OPEN_STATES = frozenset({RevisionState.DRAFT, RevisionState.SUBMITTED})
"""States in which a revision may still change; an entry has at most one such revision."""


class Revision(msgspec.Struct, frozen=True, kw_only=True):
    """One revision of an entry; `changes` is its policy difference where that was asked for."""

    entry_id: int
    number: int
    state: RevisionState
    body: Entry
    digest: str
    drafted_at: datetime
    submitted_at: datetime | None = None
    in_force_at: datetime | None = None
    retired_at: datetime | None = None
    widening_basis: str | None = None
    changes: tuple[Change, ...] = ()


class Publication(msgspec.Struct, frozen=True):
    """Where the data center's publication of an entry stands (发布, art. 13)."""

    entry_id: int
    code: str
    sharing: SharingState
    changed_at: datetime | None
