"""Follow a founding file line by line: what is sound is done, the rest is told."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from hub.errors import Refusal
from hub.founding.commands import (
    Founder,
    found_account,
    found_office,
    found_organization,
    found_representation,
    found_succession,
)
from hub.founding.rules import read_entry
from hub.founding.wishes import Organization, Person, Succession


@dataclass
class Told:
    """What came of a line: how much was done, how much stood so already, and what was refused."""

    done: int = 0
    stood: int = 0
    faults: list[tuple[str, Refusal]] = field(default_factory=list)
    """The place in the line, and why."""

    def count(self, *, new: bool) -> None:
        """Count what was founded, or stood already."""
        self.done += new
        self.stood += not new

    @contextmanager
    def at(self, place: str) -> Iterator[None]:
        """Keep why something was refused, and go on."""
        try:
            yield
        except Refusal as refusal:
            self.faults.append((place, refusal))


async def follow(founder: Founder, line: bytes) -> Told:
    """Found what a line says, and tell what came of it."""
    told = Told()
    with told.at(""):
        entry = read_entry(line)
        match entry:
            case Organization():
                told.count(new=await found_organization(founder, entry))
            case Succession():
                told.count(new=await found_succession(founder, entry))
            case Person():
                await _follow_person(founder, entry, told)
    return told


async def _follow_person(founder: Founder, person: Person, told: Told) -> None:
    account, new = await found_account(founder, person)
    told.count(new=new)
    for number, office in enumerate(person.offices):
        with told.at(f"offices.{number}"):
            told.count(new=await found_office(founder, account, office))
    for number, holder in enumerate(person.stands_for):
        with told.at(f"stands_for.{number}"):
            appointed = await found_representation(founder, account, holder)
            told.count(new=appointed is not None)
