"""An official's program with gql: typed queries by the schema, errors, and a subscription."""

from collections.abc import AsyncGenerator
from typing import Any

from gql import Client, gql
from gql.dsl import DSLQuery, DSLSchema, dsl_gql
from gql.transport.httpx import HTTPXTransport
from gql.transport.websockets import WebsocketsTransport

ISSUED = {"issuance": True}
USED = gql("subscription { usageRecorded { cause organization { code } } }")


def client_of(hub: str, token: str, purpose: str) -> Client:
    """Return a client that knows the schema; the purpose is JSON, in ASCII."""
    headers = {"Authorization": f"Bearer {token}", "X-Hub-Purpose": purpose}
    transport = HTTPXTransport(url=f"{hub}/graphql", headers=headers, timeout=30)
    return Client(transport=transport, fetch_schema_from_transport=True)


def issued(client: Client, first: int, after: str | None = None) -> dict[str, Any]:
    """Return a page of what the office issued, by a query that is checked before it is sent."""
    with client as session:
        assert client.schema is not None
        ds = DSLSchema(client.schema)
        page = ds.Query.licenses(under=ISSUED, first=first, after=after).select(
            ds.LicenseConnection.edges.select(
                ds.LicenseEdge.node.select(ds.License.identifier, ds.License.issuedOn)
            ),
            ds.LicenseConnection.pageInfo.select(ds.PageInfo.hasNextPage, ds.PageInfo.endCursor),
        )
        found: dict[str, Any] = session.execute(dsl_gql(DSLQuery(page)))["licenses"]
        return found


async def uses(hub: str, token: str) -> AsyncGenerator[dict[str, Any], None]:
    """Yield each use of an own license as it is recorded."""
    transport = WebsocketsTransport(
        url=f"{hub.replace('http', 'ws', 1)}/graphql",
        init_payload={"Authorization": f"Bearer {token}"},
    )
    async with Client(transport=transport) as session:
        async for told in session.subscribe(USED):
            yield told["usageRecorded"]
