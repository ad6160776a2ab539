"""What one request has seen of licenses, gathered until it is recorded as one usage event."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, Protocol
from uuid import UUID

import msgspec

from hub.audit.consumption import Consumption
from hub.audit.once import Once
from hub.db.copy import array
from hub.db.ids import new_id
from hub.identity.callers import Caller
from hub.policy.facts import Purpose


class RestsOn(Protocol):
    """What a request rests on, gathered as it reads."""

    def consumed(self) -> Iterable[Consumption]:
        """Yield what is used up, or must still stand, as the request is recorded."""


class Request(Protocol):
    """What a usage event says of the request it records."""

    caller: Caller
    purpose: Purpose | None
    moment: datetime
    request_id: str


class DecidedField(msgspec.Struct, frozen=True, array_like=True):
    """How one field was decided, and why; never its value."""

    key: str
    holder: int
    outcome: str
    code: str
    basis: str
    legal_basis: str
    remedy: str


WITHHELD = "WITHHELD"
NO_BASIS = "NO_BASIS"
"""Why a field was withheld of a license that was located and that no basis led to."""


class Decisions(msgspec.Struct, frozen=True):
    """How one license was decided: its entry, the policy, its state, and each field asked for."""

    entry: str
    policy_revision: str
    state: str
    fields: tuple[DecidedField, ...] = ()


class Pattern(msgspec.Struct, frozen=True):
    """Decisions as they are recorded, once, under their hash."""

    hash: bytes
    body: str

    @classmethod
    def of(cls, decisions: Decisions) -> "Pattern":
        """Write decisions down."""
        body = msgspec.json.encode(decisions)
        return cls(sha256(body).digest()[:16], body.decode())

    @classmethod
    def tried(cls, keys: Iterable[str]) -> "Pattern":
        """Write down what was asked of a license without a basis; it tells nothing of a license."""
        fields = (DecidedField(key, 1, WITHHELD, NO_BASIS, "", "", "") for key in sorted(keys))
        return cls.of(Decisions("", "", "", tuple(fields)))

    def refused(self, code: str) -> "Pattern":
        """Write down the same where the request was refused after all: nothing was shown."""
        decisions = msgspec.json.decode(self.body, type=Decisions)
        fields = (
            msgspec.structs.replace(field, outcome=WITHHELD, code=code)
            for field in decisions.fields
        )
        return Pattern.of(msgspec.structs.replace(decisions, fields=tuple(fields)))


class Seen(msgspec.Struct, frozen=True):
    """One license that was decided: which, whose, how, and by which authorizations."""

    license_id: UUID
    holders: tuple[UUID, ...]
    pattern: Pattern
    authorizations: tuple[str, ...] = ()


class UsageRecord(msgspec.Struct, frozen=True):
    """A usage event ready to be stored: its row, its patterns and what it consumes."""

    row: tuple[Any, ...]
    moment: datetime
    patterns: tuple[Pattern, ...]
    consumptions: tuple[Consumption, ...]


@dataclass
class Usage:
    """What a request has seen so far; `decided` is set once a license was looked for."""

    decided: bool = False
    purpose: Purpose | None = None
    seen: list[Seen] = field(default_factory=list)
    consumptions: list[Consumption] = field(default_factory=list)
    rests_on: list[RestsOn] = field(default_factory=list)
    located: list[Seen] = field(default_factory=list)
    """Licenses that were named and that no basis led to: told to their holders alone."""
    tried: list[Pattern] = field(default_factory=list)
    """What was asked without a basis, stored whether or not there is such a license."""
    proof: Once | None = None
    """The proof of possession that the request came with, until it is used up."""

    def refused(self, code: str) -> "Usage":
        """Return the same where the request was refused after all, and nothing of it was shown."""
        seen = [
            msgspec.structs.replace(one, pattern=one.pattern.refused(code)) for one in self.seen
        ]
        return replace(self, seen=seen)

    def record(self, request: "Request", operation: str, outcome: str) -> UsageRecord:
        """Make the usage event of all that was seen; it holds ids and decisions, never values.

        Its columns of many are written as texts: the driver looks at each element of a list.
        """
        caller = request.caller
        organization = caller.organization
        told = [*self.seen, *self.located]
        row = (
            new_id(),
            request.moment,
            request.request_id,
            operation,
            outcome,
            caller.account_id,
            organization.id if organization else None,
            caller.assurance,
            *_columns(self.purpose or request.purpose),
            array([seen.license_id for seen in told]),
            array([holder for seen in told for holder in seen.holders]),
            array([len(seen.holders) for seen in told]),
            array([rf'"\\x{seen.pattern.hash.hex()}"' for seen in told]),
            array([f'"{",".join(seen.authorizations)}"' for seen in told]),
        )
        all_patterns = (*(seen.pattern for seen in told), *self.tried)
        patterns = {pattern.hash: pattern for pattern in all_patterns}
        proof = () if self.proof is None else (self.proof,)
        rested = (one for each in self.rests_on for one in each.consumed())
        consumed = (*proof, *self.consumptions, *rested)
        return UsageRecord(row, request.moment, tuple(patterns.values()), consumed)


def _columns(purpose: Purpose | None) -> tuple[str | None, ...]:
    if purpose is None:
        return (None, None, None, None)
    return (purpose.cause, purpose.scenario, purpose.matter, purpose.case_number)
