"""Give serials and numbers (证照编号) by the numbering rule of an entry (art. 7)."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import count as counting_from
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hub.errors import Kind, Refusal
from hub.issuing.claims import Named, taken_numbers
from hub.licenses.keys import LicenseKeys
from hub.policy.numbering import Numbering, NumberingError

_TAKE = text("""
INSERT INTO number_serial AS n (entry_id, scope, last) VALUES (:entry_id, :scope, :count)
ON CONFLICT (entry_id, scope) DO UPDATE SET last = n.last + excluded.last
RETURNING last
""")
_START = text("""
INSERT INTO number_serial AS n (entry_id, scope, last) VALUES (:entry_id, :scope, :last)
ON CONFLICT (entry_id, scope) DO UPDATE SET last = greatest(n.last, excluded.last)
RETURNING last
""")


class NumbersUsedUp(Refusal):
    """The numbering rule has no place for another serial."""

    kind = Kind.CONFLICT
    zh = "目录的编号规则已无可用流水号，请先修订目录"
    en = "The numbering rule of the entry has no serial left; revise the entry first"


class Numbered(NamedTuple):
    """The serial of a license within its identifier, and its number."""

    serial: str
    number: str


async def take_serials(db: AsyncSession, entry_id: int, scope: str, count: int = 1) -> int:
    """Take so many serials of a scope at once, and return the first."""
    taken = {"entry_id": entry_id, "scope": scope, "count": count}
    last: int = (await db.execute(_TAKE, taken)).scalar_one()
    return last - count + 1


async def start_serials(db: AsyncSession, entry_id: int, scope: str, last: int) -> int:
    """Go on behind a serial that was given before the hub; never back. Return the last one."""
    said = {"entry_id": entry_id, "scope": scope, "last": last}
    found: int = (await db.execute(_START, said)).scalar_one()
    return found


class Counting(NamedTuple):
    """What serials are counted of: an entry by its rule, in a region, on a day."""

    entry_id: int
    rule: Numbering
    region: str
    day: date

    @property
    def scope(self) -> str:
        """Return within what the rule counts: a serial comes again in another region or year."""
        template = self.rule.template
        region = self.region if "{region}" in template else ""
        return f"{region}/{self.day.year if '{year}' in template else ''}"

    @property
    def serials(self) -> str:
        """Return within what the serials of identifiers are counted."""
        return f"serial/{self.region}/{self.day.year}"

    def serial(self, count: int) -> str:
        """Write a serial within an identifier, unique among the licenses of an entry."""
        return f"{self.day.year}{self.region}{count:08d}"


async def give_numbers(
    db: AsyncSession, keys: LicenseKeys, wanted: Sequence[tuple[Counting, str | None]]
) -> list[Numbered]:
    """Give serials to new licenses, and numbers to those that state none, none of them twice.

    Raises: NumbersUsedUp.
    """
    serials = await _taken(db, [(one.entry_id, one.serials) for one, _ in wanted])
    made = iter(await _unused(db, keys, [one for one, number in wanted if number is None]))
    return [
        Numbered(one.serial(serial), next(made) if number is None else number)
        for (one, number), serial in zip(wanted, serials, strict=True)
    ]


async def _unused(db: AsyncSession, keys: LicenseKeys, wanted: Sequence[Counting]) -> list[str]:
    """Make numbers by their rules, and leave out those that somebody has stated before."""
    given: dict[int, str] = {}
    left = dict(enumerate(wanted))
    while left:
        serials = await _taken(db, [(one.entry_id, one.scope) for one in left.values()])
        made = {
            place: Named(one.entry_id, _made(one, serial))
            for (place, one), serial in zip(left.items(), serials, strict=True)
        }
        used = await taken_numbers(db, keys, made.values())
        given |= {place: named.number for place, named in made.items() if named not in used}
        left = {place: one for place, one in left.items() if place not in given}
    return [given[place] for place in range(len(wanted))]


def _made(counting: Counting, serial: int) -> str:
    try:
        return counting.rule.make(region=counting.region, year=counting.day.year, serial=serial)
    except NumberingError:
        raise NumbersUsedUp from None


async def _taken(db: AsyncSession, scopes: Sequence[tuple[int, str]]) -> list[int]:
    """Take a serial of each scope, all of a scope at once.

    Scopes are taken in one order by all, serials of identifiers before numbers, so that none
    deadlock.
    """
    firsts = {
        scope: counting_from(await take_serials(db, *scope, count))
        for scope, count in sorted(Counter(scopes).items())
    }
    return [next(firsts[scope]) for scope in scopes]
