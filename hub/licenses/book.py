"""Take changes in their order against what is known, and note the rows that come of them."""

from collections.abc import Container, Iterable
from datetime import date
from enum import StrEnum
from uuid import UUID

import msgspec

from hub.db.ids import new_id
from hub.errors import Refusal
from hub.licenses.drafts import Cause, Change, EventDraft, Key, LicenseDraft, NewIds
from hub.licenses.keys import LicenseKeys
from hub.licenses.rules import (
    ENDINGS,
    IdentifierTaken,
    LicenseUnknown,
    Link,
    OtherwiseSealed,
    VersionAfterEnd,
    VersionConflict,
    VersionOutdated,
    content_digest,
    link_digest,
    next_event,
    status_after,
    stops,
)
from hub.licenses.terms import LicenseEvent, Origin
from hub.policy.codes import Grade
from hub.policy.terms import LicenseStatus


class Written(StrEnum):
    """What became of a change that was taken."""

    NEW = "NEW"
    NEW_VERSION = "NEW_VERSION"
    EVENT = "EVENT"
    UNCHANGED = "UNCHANGED"


Outcome = Written | Refusal
"""What became of a change, taken or not."""


class State(msgspec.Struct, kw_only=True, eq=False, gc=False):
    """A license as it stands, changed as changes are taken; `holder_key` is found later."""

    id: UUID
    entry_id: int
    issuer_id: int
    serial: str
    version: int
    identifier: str
    grade: Grade
    revision: int
    status: LicenseStatus
    issued_on: date | None
    valid_from: date | None
    valid_until: date | None
    ended_on: date | None
    region: str
    origin: Origin
    face_id: UUID
    sequence: int
    last_stop: int
    last_event: int
    holder_key: UUID | None
    holders: list[UUID]
    co_issuers: list[int] | None
    digest: bytes | None
    macs: dict[int, bytes]
    """The content's keyed hash of the present version, and of earlier ones that were asked for."""
    fresh: bool = False
    changed: bool = False


class Step(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One new link of a license's chain, with the draft that made it unless an event did."""

    state: State
    sequence: int
    version: int
    event: LicenseEvent
    status: LicenseStatus
    revision: int
    face_id: UUID
    occurred_on: date
    content_mac: bytes
    link: str
    digest: bytes
    previous: bytes | None
    cause: Cause | None
    draft: LicenseDraft | None


class Book:
    """The licenses that a set of changes touches, and the steps taken so far."""

    def __init__(
        self,
        keys: LicenseKeys,
        states: dict[Key, State],
        taken: Iterable[str],
        sealed: Container[bytes] | None = None,
    ) -> None:
        """Take what is known: states by key, and which of the wanted identifiers are taken.

        With the digests that were `sealed`, nothing else is taken.
        """
        self._keys = keys
        self._sealed = sealed
        self._states = states
        self._taken = set(taken)
        self.steps: list[Step] = []

    def take_or_refuse(self, change: Change) -> Outcome:
        """Take one change, or say why it is not taken."""
        try:
            return self.take(change)
        except Refusal as refusal:
            return refusal

    def take(self, change: Change) -> Written:
        """Take one change.

        Raises: VersionConflict, VersionOutdated, VersionAfterEnd, IdentifierTaken, LicenseUnknown,
            EventOutOfOrder, EventNotAllowed, OtherwiseSealed.
        """
        state = next((self._states[key] for key in change.keys if key in self._states), None)
        if isinstance(change, EventDraft):
            return self._take_event(state, change)
        content = change.content.canonical()
        if state is None:
            return self._take_first(change, content)
        return self._take_version(state, change, content)

    def holders(self) -> set[tuple[str, str]]:
        """Return code type and code of every holder that the steps name."""
        drafts = [step.draft for step in self.steps if step.draft]
        return {(one.code_type, one.code) for draft in drafts for one in draft.content.holders}

    def _take_first(self, draft: LicenseDraft, content: bytes) -> Written:
        self._claim(draft.content.identifier)
        state = _first_state(draft)
        self._states[draft.keys[0]] = state
        self._step(state, draft, content, LicenseEvent.ISSUED)
        return Written.NEW

    def _take_version(self, state: State, draft: LicenseDraft, content: bytes) -> Written:
        version, mac = draft.content.version, state.macs.get(draft.content.version)
        if mac is not None and self._keys.is_mac_of(mac, content):
            return Written.UNCHANGED
        if version == state.version:
            raise VersionConflict(version=version)
        if version < state.version:
            raise VersionOutdated(version=version, known=state.version)
        if state.status.ended:
            raise VersionAfterEnd(status=state.status.value)
        self._claim(draft.content.identifier)
        former_end = state.valid_until
        _renew(state, draft)
        if stops(draft.event, former_end, draft.content.issued_on):
            state.last_stop = state.sequence
        self._step(state, draft, content, draft.event)
        return Written.NEW_VERSION

    def _take_event(self, state: State | None, event: EventDraft) -> Written:
        if state is None:
            raise LicenseUnknown
        if not next_event(state.last_event, event.sequence):
            return Written.UNCHANGED
        state.status = status_after(state.status, event.event)
        state.last_event = event.sequence or state.last_event
        state.sequence += 1
        if event.event in ENDINGS:
            state.ended_on = event.occurred_on
        if stops(event.event, None, event.occurred_on):
            state.last_stop = state.sequence
        self._link(state, event, event.event, event.occurred_on)
        return Written.EVENT

    def _claim(self, identifier: str) -> None:
        if identifier in self._taken:
            raise IdentifierTaken
        self._taken.add(identifier)

    def _step(self, state: State, draft: LicenseDraft, content: bytes, event: LicenseEvent) -> None:
        state.macs[draft.content.version] = self._keys.content_mac(content)
        bound = content_digest(state.face_id, content)
        self._link(state, draft, event, draft.content.issued_on, bound)

    def _link(
        self,
        state: State,
        change: Change,
        event: LicenseEvent,
        occurred_on: date,
        content: str | None = None,
    ) -> None:
        previous = state.digest
        link = _link_of(state, event, occurred_on, content, change.cause).text()
        state.digest = link_digest(previous, link)
        if self._sealed is not None and state.digest not in self._sealed:
            raise OtherwiseSealed
        state.changed = True
        self.steps.append(
            Step(
                state=state,
                sequence=state.sequence,
                version=state.version,
                event=event,
                status=state.status,
                revision=state.revision,
                face_id=state.face_id,
                occurred_on=occurred_on,
                content_mac=state.macs[state.version],
                link=link,
                digest=state.digest,
                previous=previous,
                cause=change.cause,
                draft=change if isinstance(change, LicenseDraft) else None,
            )
        )


def _first_state(draft: LicenseDraft) -> State:
    content, ids = draft.content, _ids(draft)
    return State(
        id=ids.license_id,
        entry_id=draft.entry_id,
        issuer_id=draft.issuer_id,
        serial=content.serial,
        version=content.version,
        identifier=content.identifier,
        grade=draft.grade,
        revision=content.revision,
        status=LicenseStatus.IN_FORCE,
        issued_on=content.issued_on,
        valid_from=content.valid_from,
        valid_until=content.valid_until,
        ended_on=None,
        region=content.region,
        origin=content.origin,
        face_id=ids.face_id,
        sequence=1,
        last_stop=0,
        last_event=0,
        holder_key=None,
        holders=[],
        co_issuers=list(draft.co_issuers) or None,
        digest=None,
        macs={},
        fresh=True,
    )


def _renew(state: State, draft: LicenseDraft) -> None:
    """Put a new version in the place of the last, which ends by that."""
    content = draft.content
    state.issuer_id, state.grade = draft.issuer_id, draft.grade
    state.version, state.identifier = content.version, content.identifier
    state.revision, state.region, state.origin = content.revision, content.region, content.origin
    state.issued_on, state.valid_from = content.issued_on, content.valid_from
    state.valid_until = content.valid_until
    state.status = status_after(state.status, draft.event)
    state.face_id = _ids(draft).face_id
    state.sequence += 1


def _ids(draft: LicenseDraft) -> NewIds:
    return draft.ids or NewIds(new_id(), new_id())


def _link_of(
    state: State, event: LicenseEvent, occurred_on: date, content: str | None, cause: Cause | None
) -> Link:
    return Link(
        identifier=state.identifier,
        version=state.version,
        event=event,
        status=state.status,
        occurred_on=occurred_on,
        issued_on=state.issued_on,
        valid_from=state.valid_from,
        valid_until=state.valid_until,
        content=content,
        cause=cause.digest() if cause else None,
    )
