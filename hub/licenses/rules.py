"""Decide what a version or an event does to a license: the life cycle, and the chain of digests."""

from datetime import date
from uuid import UUID

import msgspec

from hub.crypto.digests import sm3
from hub.errors import Kind, Refusal
from hub.licenses.terms import LicenseEvent
from hub.policy.terms import LicenseStatus


class VersionConflict(Refusal):
    """The same version of a license came with another content."""

    kind = Kind.CONFLICT
    zh = "该证照的第 {version} 版已归集，内容不同；变更应使用新的版本号"
    en = "Version {version} of this license is known with another content; a change needs a new one"


class VersionOutdated(Refusal):
    """A version came that is older than the one known."""

    kind = Kind.CONFLICT
    zh = "该证照已有第 {known} 版，不接收更早的第 {version} 版"
    en = "Version {known} of this license is known; version {version}, which is older, is not taken"


class VersionAfterEnd(Refusal):
    """A new version of a license that was annulled, revoked or cancelled."""

    kind = Kind.CONFLICT
    zh = "该证照已终止（{status}），不接收新版本"
    en = "This license has ended ({status}) and takes no new version"


class LicenseUnknown(Refusal):
    """An event of a license that the hub does not have."""

    kind = Kind.NOT_FOUND
    zh = "未归集过该证照，不能登记其变动"
    en = "The license of this event is not known; aggregate it first"


class EventOutOfOrder(Refusal):
    """An event came before one that precedes it at the issuer."""

    kind = Kind.CONFLICT
    zh = "变动序号应为 {expected}，收到 {sequence}；请按顺序补传"
    en = "The next event of this license is number {expected}, not {sequence}; send them in order"


class EventNotAllowed(Refusal):
    """An event that cannot happen to a license of this status."""

    kind = Kind.CONFLICT
    zh = "状态为 {status} 的证照不能发生 {event}"
    en = "{event} cannot happen to a license that is {status}"


class IdentifierTaken(Refusal):
    """An identifier that already names another license or version."""

    kind = Kind.CONFLICT
    zh = "该证照标识已属于另一证照或另一版本"
    en = "This identifier already belongs to another license or version"


class OtherwiseSealed(Refusal):
    """What is to be written is not what was sealed: the license has moved on in between."""

    kind = Kind.CONFLICT
    zh = "证照在加盖电子印章期间已有变动，请重试"
    en = "The license changed while its new version was being sealed; try again"


_IN_FORCE, _SUSPENDED = LicenseStatus.IN_FORCE, LicenseStatus.SUSPENDED

ENDINGS = {
    LicenseEvent.ANNULLED: LicenseStatus.ANNULLED,
    LicenseEvent.REVOKED: LicenseStatus.REVOKED,
    LicenseEvent.CANCELLED: LicenseStatus.CANCELLED,
}
"""Three different acts that end a license for good (撤销 / 吊销 / 注销)."""

TRANSITIONS: dict[tuple[LicenseStatus, LicenseEvent], LicenseStatus] = {
    (_IN_FORCE, LicenseEvent.SUSPENDED): _SUSPENDED,
    (_SUSPENDED, LicenseEvent.RESUMED): _IN_FORCE,
    (_IN_FORCE, LicenseEvent.INSPECTED): _IN_FORCE,
    (_IN_FORCE, LicenseEvent.CHANGED): _IN_FORCE,
    (_IN_FORCE, LicenseEvent.RENEWED): _IN_FORCE,
    (_SUSPENDED, LicenseEvent.CHANGED): _SUSPENDED,  # only a resumption lifts a suspension
    **{
        (before, act): after for before in (_IN_FORCE, _SUSPENDED) for act, after in ENDINGS.items()
    },
}
"""The status after an event, by the status before; what is not here cannot happen."""

STOPPING = frozenset({LicenseEvent.SUSPENDED, *ENDINGS})
"""Events that stop running authorizations; a change of holder does so too."""


def status_after(status: LicenseStatus, event: LicenseEvent) -> LicenseStatus:
    """Return the status after an event.

    Raises: EventNotAllowed.
    """
    after = TRANSITIONS.get((status, event))
    if after is None:
        raise EventNotAllowed(status=status.value, event=event.value)
    return after


def next_event(last: int, sequence: int | None) -> bool:
    """Tell whether an event is new: the next in the issuer's order, not one that is known.

    Raises: EventOutOfOrder.
    """
    if sequence is None:
        return True
    if sequence > last + 1:
        raise EventOutOfOrder(expected=last + 1, sequence=sequence)
    return sequence == last + 1


def stops(event: LicenseEvent, valid_until: date | None, occurred_on: date) -> bool:
    """Tell whether what happened ends the running authorizations of a license.

    What a license outlived by a later renewal stays ended: its end had come.
    """
    return event in STOPPING or (valid_until is not None and valid_until < occurred_on)


class Link(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a version's digest binds: what happened, why, to what, and the content.

    `content` and `cause` are digests: a package that shows one version's content shows of the
    others no more than that. A version made by an event has no content of its own; the digest
    before it binds the content.
    """

    identifier: str
    version: int
    event: LicenseEvent
    status: LicenseStatus
    occurred_on: date
    issued_on: date | None
    valid_from: date | None
    valid_until: date | None
    content: str | None
    cause: str | None

    def text(self) -> str:
        """Return the canonical JSON text that the digest is made of."""
        return msgspec.json.encode(self, order="sorted").decode()


def content_digest(face_id: UUID, content: bytes) -> str:
    """Return the SM3 digest of a content; the random id keeps anyone from trying contents out."""
    return sm3(face_id.bytes + content).hex()


def link_digest(previous: bytes | None, link: str) -> bytes:
    """Return the SM3 digest that chains a version to the one before."""
    return sm3((previous or b"") + link.encode())
