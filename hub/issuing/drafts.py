"""What is kept of a version while it is being made, and the change that it becomes."""

from datetime import date
from uuid import UUID

import msgspec

from hub.licenses.content import Content
from hub.licenses.drafts import Cause, Change, EventDraft, Key, LicenseDraft, NewIds
from hub.licenses.faces import FacePlan
from hub.licenses.terms import Answer, LicenseEvent
from hub.policy.codes import Grade


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A version as it is written down: all that finishing it needs but the policy of the day."""

    event: LicenseEvent
    occurred_on: date
    license_id: UUID
    face_id: UUID
    entry_id: int
    issuer_id: int
    issuers: tuple[int, ...]
    """Whose seals it gets, in the order in which they are named."""
    identifier: str
    keys: tuple[Key, ...]
    cause: Cause
    former_holders: tuple[UUID, ...] = ()
    """Who held the license before, and is told even if no longer a holder."""
    content: Content | None = None
    holder_check: Answer | None = None
    """What the reference registers said of its holders; none if nobody was asked (art. 23)."""

    def change(self, plan: FacePlan) -> Change:
        """Return what is to be written, with cells kept as the policy of the day says."""
        if self.content is None:
            return EventDraft(
                event=self.event,
                sequence=None,
                occurred_on=self.occurred_on,
                keys=self.keys,
                cause=self.cause,
            )
        return LicenseDraft(
            content=self.content,
            entry_id=self.entry_id,
            issuer_id=self.issuer_id,
            grade=Grade.VALID,
            plan=plan,
            keys=self.keys,
            event=self.event,
            cause=self.cause,
            ids=NewIds(self.license_id, self.face_id),
            co_issuers=tuple(one for one in self.issuers if one != self.issuer_id),
            holder_check=self.holder_check,
        )
