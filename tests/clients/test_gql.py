"""A Python program asks by the schema, pages, is told what is wrong, and hears of a use."""

import asyncio
import json
from contextlib import aclosing

import pytest
from gql import gql
from gql.transport.exceptions import TransportQueryError
from graphql import GraphQLError

from tests.clients.python_client import client_of, issued, uses
from tests.schema.http.streams.serving import Served

CLERK = "issuer-market-regulation"
PURPOSE = json.dumps({"cause": "制证复核"})


def test_a_clerk_pages_through_what_the_office_issued(hub: Served) -> None:
    client = client_of(hub.address, hub.token(CLERK), PURPOSE)
    first = issued(client, 2)
    second = issued(client, 2, first["pageInfo"]["endCursor"])
    seen = [edge["node"]["identifier"] for page in (first, second) for edge in page["edges"]]
    assert (len(set(seen)), first["pageInfo"]["hasNextPage"]) == (4, True)
    assert all(".11519999MB9910019M." in identifier for identifier in seen)


def test_what_does_not_fit_the_schema_is_told_before_it_is_sent(hub: Served) -> None:
    client = client_of(hub.address, hub.token(CLERK), PURPOSE)
    with client as session, pytest.raises(GraphQLError, match="holder"):
        session.execute(gql('{ license(identifier: "x") { holder } }'))


def test_a_refusal_is_told_by_its_code(hub: Served) -> None:
    client = client_of(hub.address, hub.token(CLERK), PURPOSE)
    with client as session, pytest.raises(TransportQueryError) as refused:
        session.execute(gql('{ license(identifier: "1.2.156.3005.2.0") { status } }'))
    told = [error["extensions"]["code"] for error in refused.value.errors or []]
    assert told == ["LicenseNotFound"]


async def test_a_holder_hears_of_a_use(hub: Served) -> None:
    async with aclosing(uses(hub.address, hub.token("owner-one"))) as heard:
        coming = asyncio.ensure_future(anext(heard))
        while not coming.done():
            await asyncio.to_thread(hub.look, "joint-owners", "bank", "抵押贷款审批")
            await asyncio.wait({coming}, timeout=0.5)
        assert coming.result()["cause"] == "抵押贷款审批"
