"""The decided read: plan, one statement, decided rows, and what was seen noted for the record."""

from asyncio import Lock
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Final, NamedTuple
from uuid import UUID

import asyncpg
import msgspec

from hub.audit.budgets import count_for_partner
from hub.audit.call import Call, Doors
from hub.audit.usage import Pattern, Seen
from hub.authorizations.authority import Authority, load_authority
from hub.authorizations.scenarios.book import ScenarioBook
from hub.authorizations.scenarios.queries import load_scenarios
from hub.calendar.queries import read_calendar
from hub.catalog.queries import CatalogSnapshot, load_catalog
from hub.catalog.refusals import EntryNotFound
from hub.crypto.envelope import Envelopes
from hub.crypto.opaque import Opaque
from hub.errors import Kind, Refusal
from hub.identity.bounded import Bounded
from hub.identity.callers import Caller
from hub.identity.held import Callers
from hub.identity.queries import load_directory
from hub.identity.standing import STANDING, still_stands
from hub.policy.facts import Purpose
from hub.rates.bench import Bench
from hub.reading.decide import Row, decide_row
from hub.reading.fetch import fetch
from hub.reading.filters import check_filters
from hub.reading.links import DOCUMENTS, IMAGES, PACKAGES, Links
from hub.reading.plan import Plan, Planner, assignments, case_of, needed_by_entry, of_named_entry
from hub.reading.reach import asker_of, reach_of
from hub.reading.scope import (
    Among,
    ById,
    ByIdentifier,
    Issuance,
    Query,
    Register,
    UnderGrant,
    UnderRequest,
    UnderScenario,
)
from hub.reading.sources import bound
from hub.reading.uses import Uses
from hub.reading.value import Values
from hub.workdays import Calendar

PATIENCE_SECONDS: Final = 3.0
"""How long a read is tried anew while its rules change under it, each time by those of then."""

AUTHORITIES_HELD = 10_000
NO_PURPOSE = Purpose(cause="")
_STANDING: Final = STANDING.format("$1::uuid", "$2::bytea")


class PurposeNeeded(Refusal):
    """A scope that needs a purpose was named without one."""

    kind = Kind.INVALID
    zh = "该范围须说明用证目的（purpose）"
    en = "This scope needs a stated purpose"


class ReferenceMoving(Refusal):
    """The catalog or the caller's rights changed again and again while the answer was read."""

    kind = Kind.UNAVAILABLE
    zh = "目录或权限正在变更，请稍后重试"
    en = "The catalog or your rights are changing; try again"


class Looked(NamedTuple):
    """One row, and the catalog as its snapshot holds it; a row not found is all of NULL."""

    catalog: CatalogSnapshot
    row: asyncpg.Record


@dataclass(frozen=True)
class Answer:
    """The decided rows of a query, what they were decided by, and whether others follow."""

    rows: list[Row]
    more: bool
    catalog: CatalogSnapshot
    values: Values
    documents: Links
    packages: Links
    named: Mapping[str, UUID]
    """Which license an identifier names, where several were named."""


class Named(msgspec.Struct, frozen=True, array_like=True):
    """A license that there is of those named, its holders, and the identifier that named it."""

    id: UUID
    holders: tuple[UUID, ...]
    identifier: str | None = None


class Reading:
    """Reads licenses for every call of one process; nothing else takes a value out of the hub."""

    def __init__(self, envelopes: Envelopes, opaque: Opaque, callers: Callers) -> None:
        """Start with an empty catalog, which the first read finds out of date."""
        self.catalog = CatalogSnapshot(-1, {}, ())
        self.scenarios = ScenarioBook(-1, ())
        self.calendar = Calendar(())
        self._authorities: Bounded[int, Authority] = Bounded(AUTHORITIES_HELD)
        self.callers = callers
        self.envelopes = envelopes
        self.opaque = opaque
        self._planner = Planner()
        self._refreshing = Lock()
        self.bench = Bench()
        """Where files are checked and packages put together, few at once."""

    async def read(self, call: Call, query: Query) -> Answer:
        """Answer a query as the law lets this caller, and note what was seen.

        Raises: PurposeNeeded, EntryNotFound, TokenInvalid, ReferenceMoving, refusals of filters.
        """
        call.usage.decided = True
        if _needs_purpose(call, query) and call.purpose is None:
            raise PurposeNeeded
        catalog, plan, records = await self._fetch(call, query)
        found = [record for record in records if record["id"] is not None]
        rows = [decide_row(plan, catalog, call, record) for record in found[: query.page.size]]
        if query.page.backward:
            rows.reverse()
        _note(call, query, rows)
        named = _named(query, records[0])
        _note_attempt(call, query, catalog, rows, named)
        self.limit(call, () if isinstance(query.scope, Register) else _met(rows))
        values = Values(self.envelopes, self.files(call, IMAGES), self.callers.directory)
        more = len(found) > query.page.size
        files = self.files(call, DOCUMENTS), self.files(call, PACKAGES)
        by_identifier = {one.identifier: one.id for one in named if one.identifier}
        return Answer(rows, more, catalog, values, *files, by_identifier)

    async def _fetch(
        self, call: Call, query: Query
    ) -> tuple[CatalogSnapshot, Plan, list[asyncpg.Record]]:
        """Run the statement; rows read under stale rules are discarded and read once more."""
        for _ in _attempts():
            catalog = await self.ready_catalog(call)
            authority = await self._authority(call)
            caller, scenarios = call.caller, self.scenarios  # another read may load them anew
            narrow = of_named_entry(catalog, query)
            plan = self._plan(catalog, authority, call, narrow)
            bound_ = self._bound(catalog, call, narrow, plan)
            records, snapshots = await fetch(call.doors, plan, query.page, bound_)
            planned_by = (catalog.epoch, plan.authority.epoch, scenarios.epoch)
            if all(self._in_step(planned_by, caller, snapshot) for snapshot in snapshots):
                return catalog, plan, records
            await self.refresh(call, catalog)
        raise ReferenceMoving

    def _plan(
        self, catalog: CatalogSnapshot, authority: Authority, call: Call, query: Query
    ) -> Plan:
        if query.entry is not None and query.entry not in catalog.by_code:
            raise EntryNotFound(code=query.entry)
        asker = asker_of(call)
        check_filters(catalog, query, lambda shelf: case_of(catalog, shelf, asker))
        reach = reach_of(call, query, authority, self.scenarios)
        return self._planner.plan(catalog, authority, call, query, reach)

    async def look(self, call: Call, lateral: str, *values: object) -> Looked:
        """Read one row that is not decided cell by cell, in one snapshot with rights and catalog.

        Its statement numbers its own parameters from $3 on.

        Raises: TokenInvalid, ReferenceMoving.
        """
        text = f"SELECT h.*, r.* FROM ({_STANDING}) h LEFT JOIN LATERAL ({lateral}) r ON true"
        for _ in _attempts():
            catalog, caller = await self.ready_catalog(call), call.caller
            who = caller.account_id, caller.token_hash
            row = await call.doors.reader.row(text, (*who, *values))
            if self._in_step((catalog.epoch,), caller, row):
                return Looked(catalog, row)
            await self.refresh(call, catalog)
        raise ReferenceMoving

    async def _authority(self, call: Call) -> Authority:
        """Return what the caller's organization may rest on, as it stands with the catalog."""
        organization = call.caller.organization
        if organization is None:
            return Authority(self.catalog.epoch)
        held = self._authorities.get(organization.id)
        if held is None or held.epoch != self.catalog.epoch:
            async with call.doors.reader.acquire() as connection:
                held = await load_authority(connection, organization.id)
            self._authorities.put(organization.id, held)
        return held

    def _in_step(
        self, planned_by: Sequence[int], caller: Caller, reference: asyncpg.Record
    ) -> bool:
        """Tell whether what a statement was planned by is what its own snapshot held.

        What is held now may have been loaded while the statement ran, and says nothing of it.
        """
        epoch = reference["reference_epoch"]
        stands = still_stands(
            caller, epoch, reference["caller_epoch"], revoked=reference["revoked"]
        )
        held = (*planned_by, self.callers.directory.epoch)
        return stands and all(one == epoch for one in held)

    def _bound(
        self, catalog: CatalogSnapshot, call: Call, query: Query, plan: Plan
    ) -> dict[str, object]:
        """Return the values of a statement's parameters."""
        caller, purpose = call.caller, call.purpose or NO_PURPOSE
        organization, stated = caller.organization, call.purpose is not None
        entry = catalog.by_code[query.entry].id if query.entry is not None else None
        return (
            bound(query)
            | {
                "account": caller.account_id,
                "token": caller.token_hash,
                "today": call.today,
                "moment": call.moment,
                "own": call.own_keys,
                "represented": caller.companies,
                "issuers": list(caller.issuer_organizations),
                "granted_organization": organization.id if organization and stated else None,
                "open": plan.open_ids,
                "entry": entry,
                "requests": plan.reach.requests,
                "scenario": purpose.scenario,
                "matter": purpose.matter,
                "case_number": purpose.case_number,
            }
            | self._needs(catalog, call, plan)
        )

    def _needs(self, catalog: CatalogSnapshot, call: Call, plan: Plan) -> dict[str, object]:
        """Return what the stated matter and scenario need of each entry, and who is overseen."""
        purpose = call.purpose or NO_PURPOSE
        matter = self.scenarios.matter(purpose.matter) if plan.reach.delegated else None
        scenario = self.scenarios.scenario(purpose.scenario) if plan.reach.presented else None
        return {
            "needed": needed_by_entry(catalog, matter),
            "listed": needed_by_entry(catalog, scenario),
            "assignments": assignments(catalog, plan) if plan.reach.assignments else [],
        }

    def files(self, call: Call, path: str) -> Links:
        """Return what makes and opens a caller's links to one kind of file."""
        return Links(self.opaque, call, path)

    def limit(self, call: Call, holders: Iterable[UUID]) -> None:
        """Count a request of a partner, and the holders that it is shown, against its budgets."""
        organization = call.caller.organization
        partner = organization and self.callers.directory.by_id.get(organization.id)
        if partner and partner.limited and not call.caller.told:
            count_for_partner(call.usage, partner, call.today, holders)

    async def may_show(self, call: Call, query: Query, key: str) -> bool:
        """Tell, before anything is read, whether some license could grant a field's value."""
        plan = self._plan(self.catalog, await self._authority(call), call, query)
        return any(
            place.grantable
            for places in plan.places.values()
            for place in places
            if place.cell.field.key == key
        )

    def issues(self, call: Call, organization: str) -> bool:
        """Tell whether the caller acts for an issuer, or its successor, for a stated purpose."""
        issuer = self.callers.directory.by_code.get(organization)
        acts = issuer is not None and issuer.id in call.caller.issuer_organizations
        return acts and call.purpose is not None

    async def ready_catalog(self, call: Call) -> CatalogSnapshot:
        """Return the catalog as last loaded; what is read by it is checked by its own statement."""
        if self.catalog.epoch < 0:
            await self.refresh(call, self.catalog)
        return self.catalog

    async def current_catalog(self, call: Call) -> CatalogSnapshot:
        """Return the catalog as it stands now, for what is not read with a license.

        Raises: TokenInvalid, ReferenceMoving.
        """
        for _ in _attempts():
            async with call.read() as connection:
                epoch = await connection.fetchval("SELECT value FROM reference_epoch")
            if epoch == self.catalog.epoch == self.scenarios.epoch:
                return self.catalog
            await self.refresh(call, self.catalog)  # another may have loaded it before it changed
        raise ReferenceMoving

    async def refresh(self, call: Call, stale: CatalogSnapshot) -> None:
        """Load the caller anew, and what all callers are read by unless another call just did."""
        async with self._refreshing:
            if self.catalog is stale:
                await self._reload(call.doors)
        if call.token is not None and call.renew is not None:
            call.caller = await call.renew()  # with no connection held: it takes another

    async def _reload(self, doors: Doors) -> None:
        """Load the catalog, the scenarios, the organizations and the calendar, and take them up.

        A change of any of them is an epoch; what is read last is never older than the epoch held.
        """
        async with doors.reader.acquire() as connection:
            catalog = await load_catalog(connection)
            scenarios = await load_scenarios(connection)
            directory = await load_directory(connection)
            calendar = await read_calendar(connection)
        self.catalog, self.scenarios, self.callers.directory = catalog, scenarios, directory
        self.calendar = calendar


def _attempts() -> Iterator[None]:
    until = monotonic() + PATIENCE_SECONDS
    yield
    while monotonic() < until:
        yield


def _needs_purpose(call: Call, query: Query) -> bool:
    if isinstance(query.scope, UnderGrant):
        return call.caller.organization is not None
    return isinstance(query.scope, Issuance | UnderRequest | UnderScenario)


def _note(call: Call, query: Query, rows: Sequence[Row]) -> None:
    """Note what was seen; a search of the register leaves no rows of holders."""
    nameless, usage = isinstance(query.scope, Register), call.usage
    uses: Uses | None = None
    for record, decided, authorized in rows:
        id_ = record["id"]
        rests_on: tuple[str, ...] = ()
        if decided.used:
            used = [authorized[place] for place in decided.used]
            rests_on = tuple(dict.fromkeys([one.id for one in used]))
            if query.wanted.values:
                uses = uses or Uses.of(usage)
                uses.add(id_, used)
        holders = () if nameless else tuple(record["holders"])
        usage.seen.append(Seen(id_, holders, decided.pattern, rests_on))


def _named(query: Query, reference: asyncpg.Record) -> list[Named]:
    """Return the licenses that there are of those named, with a basis or without."""
    if isinstance(query.scope, Among):
        return msgspec.convert(reference["named"] or [], list[Named])
    if reference["located"] is None:
        return []
    return [Named(reference["located"], tuple(reference["located_holders"]))]


def _note_attempt(
    call: Call,
    query: Query,
    catalog: CatalogSnapshot,
    rows: Sequence[Row],
    named: Iterable[Named],
) -> None:
    """Note for its holders that a license was named and no basis led to it (art. 15(2)).

    The caller must not learn from it that there is such a license: what is stored for an absent
    one is the same but for the license and its holders, and neither budgets nor receipts of the
    caller may count it.
    """
    named_ones = isinstance(query.scope, ById | ByIdentifier | Among)
    if call.caller.told or not named_ones or not query.wanted.values:
        return
    if len(rows) >= (query.scope.size if isinstance(query.scope, Among) else 1):
        return
    pattern = Pattern.tried(catalog.known_keys(query.wanted.named))
    call.usage.tried.append(pattern)
    shown = {row.record["id"] for row in rows}
    for one in {one.id: one for one in named}.values():
        if one.id not in shown:
            call.usage.located.append(Seen(one.id, one.holders, pattern))


def _met(rows: Sequence[Row]) -> Iterator[UUID]:
    """Return the holders of licenses that were shown by any basis but PUBLIC."""
    for row in rows:
        if not row.decided.public:
            yield from row.record["holders"]
