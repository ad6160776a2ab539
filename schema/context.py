"""What each resolver is handed: the call, the parts it may use, and what was asked for."""

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import strawberry

from hub.audit.call import Call
from hub.authorizations.scenarios.book import ScenarioBook
from hub.catalog.queries import CatalogSnapshot
from hub.crypto.keyring import Keyring
from hub.db.condition import Finding
from hub.errors import Refusal
from hub.identity.directory import Directory
from hub.issuing.desk import Desk
from hub.notices.feed import Feed
from hub.policy.terms import Remedy
from hub.rates.limits import limits_of
from hub.rates.rates import Rates
from hub.reading.decide import Row
from hub.reading.read import Reading
from hub.settings import Settings
from hub.supervision.diagnostics.condition import Examiner
from hub.workdays import Calendar
from schema.cost import Charge
from schema.ids import GlobalIds
from schema.plan import Compiler, Plan
from schema.turns import Turns
from schema.view import View

if TYPE_CHECKING:
    from schema.published import Schemas
    from schema.root import HubSchema


class PlannerMissingError(RuntimeError):
    """License data was asked for past the planner: a bug, and nothing is read."""


async def _nothing_examined() -> list[Finding]:
    """Stand for an examination where there is nothing to depend on."""
    return []


@dataclass(frozen=True)
class Parts:
    """What a process holds for all requests."""

    reading: Reading
    ids: GlobalIds
    keyring: Keyring
    desk: Desk
    feed: Feed = field(default_factory=Feed)
    schemas: "Schemas | None" = None
    """The schemas over what is published; without them documents have the hub's own types only."""
    rates: Rates = field(default_factory=lambda: Rates(limits_of(Settings())))
    turns: Turns = field(default_factory=Turns)
    examine: Examiner = _nothing_examined
    """Examines all that the process depends on."""
    demo: bool = False
    """Whether this is the demonstration, which may speak to its own machine."""


class ExplainedLicense(NamedTuple):
    """A license whose decisions are asked for, and not its data."""

    row: Row
    view: View


@dataclass
class Context:
    """One request."""

    call: Call
    parts: Parts
    selections: dict[Hashable, Plan] = field(default_factory=dict)
    operations: list[str] = field(default_factory=list)
    """The planned fields that were asked for, as the usage event names them."""

    schema: "HubSchema | None" = None
    """By which the document under way is executed."""

    compiler: Compiler = field(default_factory=Compiler)
    """What is kept of the operation's planned fields."""

    explaining: list[ExplainedLicense] | None = None
    """Where the licenses go whose decisions are asked for; no value is read then."""

    again: Callable[[], Awaitable[Call]] | None = None
    """How a request that lasts makes its call anew: token, account and offices as they are then."""

    charge: Charge | None = None
    """What the operation was charged, once it was priced."""

    answered: dict[str, int] = field(default_factory=dict)
    """How many rows each root field answered, by its key."""

    over: Refusal | None = None
    """Why the operation is not executed at all: it, or its caller, asks for too much."""

    @property
    def ids(self) -> GlobalIds:
        """Return the sealer of ids and cursors."""
        return self.parts.ids

    @property
    def desk(self) -> Desk:
        """Return where licenses are made."""
        return self.parts.desk

    @property
    def directory(self) -> Directory:
        """Return the organizations as last loaded."""
        return self.parts.reading.callers.directory

    @property
    def catalog(self) -> CatalogSnapshot:
        """Return the catalog as last loaded."""
        return self.parts.reading.catalog

    @property
    def scenarios(self) -> ScenarioBook:
        """Return the scenarios as last loaded, with the catalog."""
        return self.parts.reading.scenarios

    @property
    def calendar(self) -> Calendar:
        """Return the calendar of working days as last loaded, with the catalog."""
        return self.parts.reading.calendar

    async def current_catalog(self) -> CatalogSnapshot:
        """Return the catalog as it stands now."""
        return await self.parts.reading.current_catalog(self.call)

    async def newest(self, schema: "HubSchema") -> "HubSchema":
        """Return the schema of the catalog as it stands now, for the audience of another."""
        schemas = self.parts.schemas
        if schemas is None:
            return schema
        return await schemas.newest(await self.current_catalog(), schema.audience)

    def way_on(self, call: Call) -> str:
        """Return the lawful way to a license that was not found; it tells nothing of licenses."""
        if call.caller.organization is not None:
            return (Remedy.APPLY_FOR_SCENARIO if call.purpose else Remedy.NONE).value
        return (Remedy.ASK_HOLDER if call.caller.assurance else Remedy.RAISE_ASSURANCE).value

    def selected(self, info: "Info") -> Plan:
        """Return the plan of a planned field.

        Raises: PlannerMissingError.
        """
        try:
            return self.selections[tuple(info.path.as_list())]
        except KeyError:
            raise PlannerMissingError from None


Info: TypeAlias = strawberry.Info[Context, None]
"""How a resolver reaches its context."""
