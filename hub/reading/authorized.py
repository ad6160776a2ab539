"""What a row offers by authorization, as its statement tells it, and the standings that come of it.

A standing is named by its place in the row, so that rows which offer the same share one decision.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import chain
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
import msgspec

from hub.db.ids import read_id
from hub.policy.facts import (
    Asker,
    Consent,
    Delegation,
    Grant,
    Presentation,
    Standing,
)
from hub.policy.terms import Basis
from hub.reading.guards import ALWAYS
from hub.reading.plan import Plan


class Given(NamedTuple):
    """What a holder gave: a grant, a delegation or a presentation."""

    basis: Basis
    id: str
    given_at: str
    ordinal: int
    fields: tuple[str, ...]
    stopped: bool
    holder_key: str
    to_organization: bool = False
    limited: bool = False

    @property
    def keys(self) -> tuple[UUID, ...]:
        """Return the keys under which it lies."""
        return read_id(self.holder_key), read_id(self.id)

    @property
    def offers(self) -> tuple[object, ...]:
        """Return all that decisions depend on."""
        return self.basis, self.ordinal, self.fields, self.stopped, self.to_organization


class Answer(NamedTuple):
    """What the holder at a place consented to, and ticked one by one."""

    ordinal: int
    fields: tuple[str, ...]
    separate: tuple[str, ...]


class Requested(NamedTuple):
    """An access request that reaches the row, with what the holders answered."""

    slot: int
    id: str
    stopped: bool
    limited: bool
    answers: tuple[Answer, ...]
    consents: tuple[tuple[str, str], ...]
    """The holder's key and the id of each consent that the answers are from."""

    @property
    def basis(self) -> Basis:
        """Return the basis that it is a case of."""
        return Basis.REQUEST

    @property
    def keys(self) -> tuple[UUID, ...]:
        """Return the key under which it lies."""
        return (read_id(self.id),)

    @property
    def offers(self) -> tuple[object, ...]:
        """Return all that decisions depend on."""
        return Basis.REQUEST, self.slot, self.stopped, self.answers


class Overseen(NamedTuple):
    """An oversight assignment that covers the row."""

    slot: int
    id: str

    @property
    def basis(self) -> Basis:
        """Return the basis that it is a case of."""
        return Basis.OVERSIGHT

    @property
    def keys(self) -> tuple[UUID, ...]:
        """Return the key under which it lies."""
        return (read_id(self.id),)

    @property
    def offers(self) -> tuple[object, ...]:
        """Return all that decisions depend on."""
        return Basis.OVERSIGHT, self.slot


Authorized = Given | Requested | Overseen


def authorized_of(record: asyncpg.Record) -> tuple[Authorized, ...]:
    """Return what a row offers by authorization, in the order that settles ties."""
    found: list[Authorized] = []
    if overseen := record["overseen"]:
        found += [Overseen(*told) for told in overseen]
    if delegated := record["delegated"]:
        found += _given(Basis.DELEGATION, delegated)
    if presented := record["presented"]:
        found += _given(Basis.PRESENTATION, presented)
    if requested := record["requested"]:
        found += _requested(requested)
    if granted := record["granted"]:
        found += _given(Basis.GRANT, granted)
    return tuple(found)


def _given(basis: Basis, told: Sequence[list[Any]]) -> list[Given]:
    return [
        Given(basis, id_, given_at, ordinal, tuple(fields), stopped, holder_key, *more)
        for id_, given_at, ordinal, fields, stopped, holder_key, more in told
    ]


def _requested(told: Sequence[list[Any]]) -> list[Requested]:
    found = []
    for slot, id_, stopped, limited, consents in told:
        answers, given = [], []
        for ordinal, holder, consent, fields, separate in consents or ():
            answers.append(Answer(ordinal, tuple(fields), tuple(separate)))
            given.append((holder, consent))
        found.append(Requested(slot, id_, stopped, limited, tuple(answers), tuple(given)))
    return found


def standings_of(plan: Plan, asker: Asker, offered: Sequence[Authorized]) -> list[Standing]:
    """Return the standings that a row offers, each named by its place."""
    return [_standing(plan, asker, f"{place:03}", one) for place, one in enumerate(offered)]


def _standing(plan: Plan, asker: Asker, place: str, one: Authorized) -> Standing:
    match one:
        case Given():
            return _of_holder(asker, place, one)
        case Requested():
            return _of_request(plan, place, one)
        case Overseen():
            found = {it.id: it for it in plan.authority.assignments}[read_id(one.id)]
            return msgspec.structs.replace(found.facts, id=place)


def _of_holder(asker: Asker, place: str, given: Given) -> Standing:
    """Return what a holder gave; the statement has seen to period, uses, matter and scenario."""
    purpose, fields = asker.purpose, frozenset(given.fields)
    since, until = ALWAYS
    given_at = datetime.fromisoformat(given.given_at)
    match given.basis:
        case Basis.DELEGATION:
            return Delegation(
                id=place,
                given_at=given_at,
                valid_from=since,
                valid_until=until,
                stopped=given.stopped,
                ordinal=given.ordinal,
                matter=(purpose and purpose.matter) or "",
                fields=fields,
                materials=fields,
            )
        case Basis.PRESENTATION:
            return Presentation(
                id=place,
                given_at=given_at,
                valid_from=since,
                valid_until=until,
                stopped=given.stopped,
                ordinal=given.ordinal,
                scenario=(purpose and purpose.scenario) or "",
                fields=fields,
                listed=fields,
            )
        case _:
            return Grant(
                id=place,
                given_at=given_at,
                valid_from=since,
                valid_until=until,
                stopped=given.stopped,
                ordinal=given.ordinal,
                fields=fields,
                to_organization=given.to_organization,
            )


def _of_request(plan: Plan, place: str, asked: Requested) -> Standing:
    """Return a request with its consents; the statement has seen to its period and its quota."""
    found = {it.id: it for it in plan.authority.requests}[read_id(asked.id)]
    since, until = ALWAYS
    return msgspec.structs.replace(
        found.facts,
        id=place,
        valid_from=since,
        valid_until=until,
        stopped=asked.stopped,
        consents={one.ordinal: _consent(asked.answers, one.ordinal) for one in asked.answers},
    )


def _consent(answers: Sequence[Answer], ordinal: int) -> Consent:
    """Return all that one holder answered: consents for one case add up."""
    own = [one for one in answers if one.ordinal == ordinal]
    fields = chain.from_iterable(one.fields for one in own)
    separate = chain.from_iterable(one.separate for one in own)
    return Consent(frozenset(fields), frozenset(separate))
