"""Compare two revisions of an entry: who would see more, who less, and from which day (art. 22)."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

import msgspec

from hub.policy.entry import Entry, Law
from hub.policy.revision import cited, standing_policy
from hub.policy.rulebook import BASIS, decide
from hub.policy.situations import Manner, Situation, situations
from hub.policy.terms import Basis, DecisionCode, Mask, Outcome


class Direction(StrEnum):
    """Which way an outcome moves; a field that is new moves nowhere."""

    WIDENS = "WIDENS"
    NARROWS = "NARROWS"
    ADDED = "ADDED"


class Seen(msgspec.Struct, frozen=True):
    """What a revision lets be seen of a field in one situation."""

    outcome: Outcome
    code: DecisionCode
    mask: Mask | None = None
    keep: int = 0


class Change(msgspec.Struct, frozen=True):
    """One row of a policy difference; without `before` or `after` the license is not found."""

    key: str
    basis: Basis
    manner: Manner
    ended: bool
    before: Seen | None
    after: Seen | None
    direction: Direction
    since: date
    assurances: tuple[int, ...]


def difference(old: Entry | None, new: Entry, law: Law, today: date) -> tuple[Change, ...]:
    """Return every outcome that widens or narrows, and what a new field lets be seen.

    The old entry is the standing policy; what the new one drops keeps its policy and is compared
    too. Days on which an exemption or a provision ends are looked at as well as today, so that
    nothing widens later unannounced.
    """
    new = standing_policy((old, new)) if old is not None else new
    merged: dict[Change, Change] = {}
    for change in _changes(old, new, law, today):
        row = msgspec.structs.replace(change, since=today, assurances=())
        known = merged.get(row, change)
        merged[row] = _joined(known, change)
    return tuple(merged.values())


def widening(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """Return the changes that need a stated legal basis."""
    return tuple(change for change in changes if change.direction is Direction.WIDENS)


def _joined(known: Change, change: Change) -> Change:
    levels = tuple(sorted({*known.assurances, *change.assurances}))
    return msgspec.structs.replace(known, since=min(known.since, change.since), assurances=levels)


def _changes(old: Entry | None, new: Entry, law: Law, today: date) -> Iterator[Change]:
    for day in _days(old, new, law, today):
        for situation in situations(old, new, law, day):
            before = _seen(situation, old) if old is not None else None
            after = _seen(situation, new)
            direction = _direction(situation, old, before, after)
            if direction is not None:
                yield _change(situation, before, after, direction)


def _change(
    situation: Situation, before: Seen | None, after: Seen | None, direction: Direction
) -> Change:
    return Change(
        key=situation.key,
        basis=BASIS[type(situation.standing)],
        manner=situation.manner,
        ended=situation.ended,
        before=before,
        after=after,
        direction=direction,
        since=situation.day,
        assurances=(situation.assurance,),
    )


def _days(old: Entry | None, new: Entry, law: Law, today: date) -> list[date]:
    """Return today and each later day on which what an entry rests on begins or has ended."""
    turns = {today}
    for entry in (old, new):
        if entry is None:
            continue
        stated = [entry.exemption, *(field.exemption for field in entry.fields)]
        ends = [exemption.until for exemption in stated if exemption is not None]
        provisions = [law[code] for code in cited(entry) if code in law]
        ends += [provision.in_force_until for provision in provisions]
        turns.update(end + timedelta(days=1) for end in ends if end is not None and end < date.max)
        turns.update(provision.in_force_from for provision in provisions)
    return sorted(day for day in turns if day >= today)


def _seen(situation: Situation, entry: Entry) -> Seen | None:
    field = entry.by_key.get(situation.key)
    if field is None:
        return None
    case = situation.case(entry)
    decision = decide(case, (situation.standing,), field, situation.ordinal)
    if decision is None:
        return None
    keep = field.keep if decision.mask is Mask.KEEP_LAST else 0
    return Seen(decision.outcome, decision.code, decision.mask, keep)


def _direction(
    situation: Situation, old: Entry | None, before: Seen | None, after: Seen | None
) -> Direction | None:
    if old is None or situation.key not in old.by_key:
        return None if _hidden(after) else Direction.ADDED
    if not _no_more(after, before):
        return Direction.WIDENS
    return None if _no_more(before, after) else Direction.NARROWS


def _hidden(seen: Seen | None) -> bool:
    return seen is None or seen.outcome is Outcome.WITHHELD


def _no_more(one: Seen | None, other: Seen | None) -> bool:
    """Tell whether one outcome shows no more than another; masks are ordered by what they keep.

    Two masks that keep different ends are not ordered, so that changing one for the other widens.
    """
    if one is None or one.outcome is Outcome.WITHHELD:
        return True
    if other is None or other.outcome is Outcome.WITHHELD:
        return False
    (first, last), (other_first, other_last) = _shown(one), _shown(other)
    return first <= other_first and last <= other_last


def _shown(seen: Seen) -> tuple[int, int]:
    """Return how many characters a masked form shows at its start and at its end."""
    if seen.mask is Mask.KEEP_LAST:
        return 0, seen.keep
    return _SHOWN.get(seen.mask, (0, 0)) if seen.mask is not None else (_WHOLE, _WHOLE)


_WHOLE = 1_000
_SHOWN = {
    Mask.PERSON_NAME: (2, 0),
    Mask.IDENTITY_NUMBER_PARTNER: (3, 4),
    Mask.IDENTITY_NUMBER_PUBLIC: (1, 1),
    Mask.PHONE: (3, 4),
    Mask.ADDRESS: (_WHOLE, 0),
    Mask.YEAR: (4, 0),
}
