"""Judge how a delivered license keeps to the law's pace; pure."""

from collections.abc import Iterable
from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from hub.licenses.terms import Origin
from hub.supervision.figures.rules import Counted
from hub.supervision.figures.terms import Measure
from hub.supervision.working_time import WorkingTime

IN_STEP: Final = 5
"""Working days within which a license is delivered after its issue, in step with it (art. 8, 9)."""

MEASURES_SINCE: Final = date(2026, 1, 1)
"""What was issued before the measures is stock, whatever a department calls it (art. 11)."""


class Delivered(msgspec.Struct, frozen=True, kw_only=True):
    """So many licenses that came alike."""

    organization_id: int
    entry_id: int
    day: date
    origin: Origin
    made_here: bool
    issued_on: date | None
    retired_on: date | None
    """When the revision that they were made under went out of force, if it did."""
    entry_since: date | None
    """Since when the entry has been in force."""
    count: int
    persons: list[UUID] = []
    """Whom they are about; of many people, some."""

    @property
    def counts(self) -> bool:
        """Tell whether they are a department's running business, delivered to the hub."""
        return self.origin is Origin.BORN_DIGITAL and not self.made_here

    def late(self, counted: WorkingTime) -> bool:
        """Tell whether they came late, where they could have come earlier."""
        if self.issued_on is None or self.issued_on < MEASURES_SINCE:
            return False
        if self.entry_since is None or self.issued_on < self.entry_since:
            return False
        return counted.last_day(self.issued_on, IN_STEP) < self.day

    @property
    def outdated(self) -> bool:
        """Tell whether they were issued under a revision that was retired by then."""
        issued, retired = self.issued_on, self.retired_on
        return issued is not None and retired is not None and retired < issued


class Intake(msgspec.Struct, kw_only=True):
    """What an organization delivered of an entry on a day."""

    taken: int = 0
    late: int = 0
    slowest: int = 0
    outdated: int = 0


def tallied(
    delivered: Iterable[Delivered], counted: WorkingTime
) -> dict[tuple[int, int, date], Intake]:
    """Count what was delivered, by organization, entry and day."""
    found: dict[tuple[int, int, date], Intake] = {}
    for one in delivered:
        if not one.counts:
            continue
        intake = found.setdefault((one.organization_id, one.entry_id, one.day), Intake())
        intake.taken += one.count
        if one.late(counted) and one.issued_on is not None:
            intake.late += one.count
            intake.slowest = max(intake.slowest, (one.day - one.issued_on).days)
        if one.outdated:
            intake.outdated += one.count
    return found


def figured(delivered: Iterable[Delivered]) -> list[Counted]:
    """Return the same for the figures: all that the hub made, and all that it was given."""
    return [
        Counted(
            one.organization_id,
            Measure.ISSUED if one.made_here else Measure.AGGREGATED,
            one.day,
            one.count,
            frozenset(one.persons),
        )
        for one in delivered
    ]
