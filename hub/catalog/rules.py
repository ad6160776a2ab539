"""Say who may do what to the catalog; pure."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from hub.catalog.refusals import DataCenterAlone, NotYourEntry
from hub.identity.callers import Caller
from hub.identity.terms import Role


class Place(StrEnum):
    """Where an office must be held for an act on the catalog."""

    OWNER = "OWNER"
    DATA_CENTER = "DATA_CENTER"


class Right(NamedTuple):
    """An office that entitles to an act."""

    place: Place
    role: Role


_EDITOR = Right(Place.OWNER, Role.CATALOG_EDITOR)
_REVIEWER = Right(Place.OWNER, Role.CATALOG_REVIEWER)
_DATA_CENTER = Right(Place.DATA_CENTER, Role.CATALOG_REVIEWER)

MAY: dict[str, frozenset[Right]] = {
    "draft_entry": frozenset({_EDITOR}),
    "revise_entry": frozenset({_EDITOR}),
    "declare_exemption": frozenset({_EDITOR}),
    "submit_entry": frozenset({_EDITOR}),
    "accept_entry": frozenset({_REVIEWER, _DATA_CENTER}),
    "retire_entry": frozenset({_REVIEWER}),
    "publish_entry": frozenset({_DATA_CENTER}),
    "withdraw_entry": frozenset({_DATA_CENTER}),
    "declare_legal_basis": frozenset({_DATA_CENTER}),
}
"""Which offices entitle to which act; the owner is the department that compiles the entry."""


def permit(act: str, caller: Caller, places: Iterable[Place], code: str) -> None:
    """Let a caller act whose office, in one of these places, entitles to it.

    Raises:
        NotYourEntry: no office of the caller entitles to the act on this entry.
        DataCenterAlone: the act is the data center's.

    """
    rights = MAY[act]
    if any(Right(place, role) in rights for place in places for role in caller.roles):
        return
    if all(right.place is Place.DATA_CENTER for right in rights):
        raise DataCenterAlone
    raise NotYourEntry(code=code)
