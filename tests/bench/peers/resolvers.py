"""Strawberry as it is commonly used: resolvers, data loaders, documents read once."""

import json
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
import strawberry
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.types import Info

SQL: dict[str, str] = json.loads(Path(__file__).with_name("statements.json").read_text())
CONNECTIONS = 10


class Context:
    """Who asks, where rows come from, and the loaders of one request."""

    def __init__(self, pool: Any, request: Request) -> None:  # noqa: ANN401 - asyncpg has no types
        """Read who asks from the headers."""
        headers = request.headers
        organization = headers.get("x-organization")
        self.who = (
            headers.get("x-holder"),
            int(organization) if organization else None,
            headers.get("x-case") or None,
        )
        self.pool = pool
        self.organizations = DataLoader(partial(self._by_id, "organizations"))
        self.entries = DataLoader(partial(self._by_id, "entries"))

    async def rows(self, name: str, *values: object) -> list[Any]:
        """Run a statement."""
        found: list[Any] = await self.pool.fetch(SQL[name], *values)
        return found

    async def _by_id(self, name: str, ids: list[int]) -> Sequence[Any]:
        found = {row["id"]: row for row in await self.rows(name, ids)}
        return [found[one] for one in ids]


Asked = Info[Context, None]


@strawberry.type
class Organization:
    """An organization."""

    code: str
    name_zh: str


@strawberry.type
class Entry:
    """A catalog entry."""

    code: str
    zh: str


@strawberry.type
class Pointing:
    """What points to an issuer and an entry."""

    row: strawberry.Private[Any]

    @strawberry.field
    async def issuer(self, info: Asked) -> Organization:
        """Load the issuer."""
        found = await info.context.organizations.load(self.row["issuerId"])
        return Organization(code=found["code"], name_zh=found["nameZh"])

    @strawberry.field
    async def entry(self, info: Asked) -> Entry:
        """Load the entry."""
        found = await info.context.entries.load(self.row["entryId"])
        return Entry(code=found["code"], zh=found["zh"])


@strawberry.type
class License(Pointing):
    """A license, in plain and masked columns."""

    id: strawberry.ID
    identifier: str
    status: str
    issued_on: str | None
    valid_from: str | None
    valid_until: str | None
    number: str | None
    holder_name: str | None
    holder_code: str | None
    sex: str | None
    vehicle_classes: list[str] | None
    first_issued_on: str | None
    penalty_points: str | None
    employer: str | None
    duty: str | None
    education: str | None
    household_type: str | None
    bank: str | None
    company_type: str | None
    legal_representative: str | None


@strawberry.type
class Verification(Pointing):
    """Where a license stands."""

    status: str
    grade: str
    made_on: str


@strawberry.type
class PageInfo:
    """Where a page ends."""

    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class LicenseEdge:
    """A license in a list."""

    cursor: str
    node: License


@strawberry.type
class LicenseConnection:
    """A page of licenses."""

    edges: list[LicenseEdge]
    page_info: PageInfo


_COLUMNS = (
    ("id", "id"),
    ("identifier", "identifier"),
    ("status", "status"),
    ("issued_on", "issuedOn"),
    ("valid_from", "validFrom"),
    ("valid_until", "validUntil"),
    ("number", "number"),
    ("holder_name", "holderName"),
    ("holder_code", "holderCode"),
    ("sex", "sex"),
    ("vehicle_classes", "vehicleClasses"),
    ("first_issued_on", "firstIssuedOn"),
    ("penalty_points", "penaltyPoints"),
    ("employer", "employer"),
    ("duty", "duty"),
    ("education", "education"),
    ("household_type", "householdType"),
    ("bank", "bank"),
    ("company_type", "companyType"),
    ("legal_representative", "legalRepresentative"),
)


def _license(row: Any) -> License:  # noqa: ANN401 - a record
    return License(row=row, **{name: row[column] for name, column in _COLUMNS})


def _page(rows: Sequence[Any], first: int) -> LicenseConnection:
    edges = [LicenseEdge(cursor=row["id"], node=_license(row)) for row in rows[:first]]
    end = edges[-1].cursor if edges else None
    return LicenseConnection(
        edges=edges, page_info=PageInfo(has_next_page=len(rows) > first, end_cursor=end)
    )


@strawberry.type
class Query:
    """What the workloads ask."""

    @strawberry.field
    async def license(self, info: Asked, identifier: str) -> License | None:
        """Read one license."""
        rows = await info.context.rows("license", *info.context.who, identifier)
        return _license(rows[0]) if rows else None

    @strawberry.field
    async def wallet(self, info: Asked, first: int) -> LicenseConnection:
        """Read a holder's licenses."""
        context = info.context
        return _page(await context.rows("wallet", *context.who, first + 1), first)

    @strawberry.field
    async def public_records(self, info: Asked, search: str, first: int) -> LicenseConnection:
        """Search the register."""
        lower = search.lower()
        grams = [lower[n : n + 2] for n in range(len(lower) - 1)]
        context = info.context
        found = await context.rows("publicRecords", *context.who, grams, search, first + 1)
        return _page(found, first)

    @strawberry.field
    async def licenses_of_case(self, info: Asked, first: int) -> LicenseConnection:
        """Read the licenses of a case."""
        context = info.context
        return _page(await context.rows("licensesOfCase", *context.who, first + 1), first)

    @strawberry.field
    async def verification(self, info: Asked, identifier: str, digest: str) -> Verification | None:
        """Verify an identifier and a digest."""
        rows = await info.context.rows("verification", identifier, digest)
        if not rows:
            return None
        row = rows[0]
        return Verification(
            row=row, status=row["status"], grade=row["grade"], made_on=row["madeOn"]
        )


class Endpoint(GraphQL[Context, None]):
    """The endpoint, which makes a context of each request."""

    async def get_context(self, request: Any, response: Any) -> Any:  # noqa: ANN401 - upstream's
        """Return the context of a request."""
        del response
        return Context(request.app.state.pool, request)


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    async with asyncpg.create_pool(os.environ["DATABASE_URL"], max_size=CONNECTIONS) as pool:
        app.state.pool = pool
        yield


if __name__ == "__main__":
    schema = strawberry.Schema(Query, extensions=[ParserCache, ValidationCache])
    endpoint = Route("/graphql", Endpoint(schema, graphql_ide=None))
    served = Starlette(routes=[endpoint], lifespan=_lifespan)
    uvicorn.run(served, port=int(os.environ["PORT"]), log_level="error", access_log=False)
