"""What a check tells: steps with outcome, code and place, the seals found, and the last word."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from .words import WORDS

LARGEST = 32 * 1024 * 1024
MOST_SEALS = 500
DEEPEST = 3
MOST_FAULTS = 100


class Outcome(StrEnum):
    """How a step ended; a noted step is no objection."""

    PASSED = "PASSED"
    NOTED = "NOTED"
    FAILED = "FAILED"
    NOT_CHECKED = "NOT_CHECKED"


class Kind(StrEnum):
    """What a file is."""

    PDF = "PDF"
    OFD = "OFD"
    PACKAGE = "PACKAGE"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was checked; `where` names a place in the file, never a value."""

    name: str
    outcome: Outcome
    code: str
    where: str = ""

    @property
    def zh(self) -> str:
        """Return what it says in Chinese."""
        return WORDS[self.code][0]

    @property
    def en(self) -> str:
        """Return what it says in English."""
        return WORDS[self.code][1]


@dataclass(frozen=True, slots=True)
class SealFound:
    """A seal as the file has it; who holds it is true only where its steps passed."""

    number: str
    name: str
    holder: str
    holder_code: str
    sealed_at: datetime
    serial: str
    valid_until: datetime
    where: str


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a check: intact where it is sealed and no step failed."""

    kind: Kind
    steps: tuple[Step, ...]
    identifier: str | None
    version: int | None
    link: str | None
    status: str | None
    seals: tuple[SealFound, ...]

    @property
    def intact(self) -> bool:
        """Tell whether all holds: at least one seal, and nothing failed."""
        failed = any(step.outcome is Outcome.FAILED for step in self.steps)
        return self.kind is not Kind.UNKNOWN and bool(self.seals) and not failed


class FailedError(Exception):
    """What a step came to, where there is no going on with it."""

    def __init__(self, code: str, where: str = "") -> None:
        """Take the code and the place."""
        super().__init__(code)
        self.code, self.where = code, where


@dataclass(slots=True)
class Budget:
    """What one check may take in all, of the files inside files too."""

    bytes_left: int = LARGEST
    seals_left: int = MOST_SEALS

    def take_bytes(self, size: int) -> None:
        """Count bytes that are unpacked.

        Raises:
            FailedError: it is more than can be checked.

        """
        self.bytes_left -= size
        if self.bytes_left < 0:
            raise FailedError("TOO_BIG")

    def take_seal(self) -> None:
        """Count a seal.

        Raises:
            FailedError: there are more than can be checked.

        """
        self.seals_left -= 1
        if self.seals_left < 0:
            raise FailedError("TOO_MANY")


@dataclass(slots=True)
class Check:
    """One check under way: what is trusted, when it is, and what was found so far."""

    roots: tuple[bytes, ...]
    moment: datetime
    budget: Budget = field(default_factory=Budget)
    depth: int = 0
    within: str = ""
    kind: Kind = Kind.UNKNOWN
    steps: list[Step] = field(default_factory=list)
    faults: set[Step] = field(default_factory=set)
    seals: list[SealFound] = field(default_factory=list)
    identifier: str | None = None
    version: int | None = None
    link: str | None = None
    status: str | None = None

    def tell(self, name: str, outcome: Outcome, code: str, where: str = "") -> None:
        """Add a step; a fault once, and no more faults than anybody reads."""
        step = Step(name, outcome, code, self.place(where))
        if outcome is Outcome.FAILED:
            if step in self.faults or len(self.faults) >= MOST_FAULTS:
                return
            self.faults.add(step)
        self.steps.append(step)

    def place(self, where: str) -> str:
        """Return a place of this file as the outermost file has it."""
        return " ".join(filter(None, (self.within, where)))

    def passed(self, name: str, code: str, where: str = "") -> None:
        """Add a step that passed."""
        self.tell(name, Outcome.PASSED, code, where)

    def failed(self, name: str, code: str, where: str = "") -> None:
        """Add a step that failed."""
        self.tell(name, Outcome.FAILED, code, where)

    def inside(self, name: str) -> "Check":
        """Return a check of a file inside this one, on the same budget.

        Raises:
            FailedError: files are nested too deeply.

        """
        if self.depth >= DEEPEST:
            raise FailedError("TOO_DEEP", name)
        return Check(self.roots, self.moment, self.budget, self.depth + 1, self.place(name))

    def report(self) -> Report:
        """Return what came of it."""
        identity = (self.identifier, self.version, self.link, self.status)
        return Report(self.kind, tuple(self.steps), *identity, tuple(self.seals))
