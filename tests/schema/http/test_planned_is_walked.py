"""What a planned field answers is what the GraphQL core would have made of the same objects."""

import inspect
from collections.abc import AsyncIterator, Awaitable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import orjson
import psycopg
import pytest
from graphql import (
    GraphQLObjectType,
    GraphQLOutputType,
    get_named_type,
    is_interface_type,
    is_leaf_type,
)
from graphql.pyutils import Path
from sqlalchemy.ext.asyncio import async_sessionmaker
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from hub.audit.call import Call, Doors
from hub.audit.recorder import Recorder
from hub.crypto.envelope import Envelopes
from hub.crypto.keyring import Keyring
from hub.crypto.opaque import Opaque
from hub.db.embedded import EmbeddedServer
from hub.db.engine import WRITER, pool, reader_pool, writer_engine
from hub.identity.demo import ISSUER
from hub.identity.held import Callers
from hub.identity.tokens import VerifiedToken
from hub.issuing.desk import Desk
from hub.issuing.workshop import Workshop
from hub.licenses.keys import LicenseKeys
from hub.policy.facts import Purpose
from hub.reading.read import Reading
from hub.sample.files import load_personas
from hub.sample.shelves import sample_shelves
from schema.context import Context, Parts
from schema.executor import FieldGroup, PlanningExecutor
from schema.ids import GlobalIds
from schema.limits import LimitExceeded, read
from schema.plan import Plan, select_below
from schema.root import build_schema
from schema.serve import GraphqlRequest, answer
from tests.schema.http.asking import ANYONE, RECORDS
from tests.shelved import viewing

OWN = "hub_walked_province"
MOMENT = datetime(2026, 11, 23, 9, tzinfo=UTC)
WHO = {
    ANYONE: None,
    "safety-officer": None,
    "bank": Purpose(cause="贷款审核"),
    "issuer-housing-construction": Purpose(cause="证书延续审查"),
    "owner-two": None,
}
ROOTS = (
    "license(identifier: $identifier) {LICENSE}",
    "viewer { assurance licenses(first: 5) {PAGE} }",
    "through: viewer { licenses(first: 5) {PAGE} again: licenses(last: 2) {PAGE} }",
    "licenses(under: {holdings: true}, last: 3) {PAGE}",
    'publicRecords(search: "示例", first: 4) {PAGE}',
    "publicRecord(identifier: $identifier) {LICENSE}",
    "absent: license(identifier: $absent) {LICENSE}",
)
ARGUMENTS = {
    ("License", "fields"): (
        "",
        '(keys: ["number", "holder_name", "nothing"])',
        '(keys: ["photo"])',
    ),
    ("License", "field"): ('(key: "holder_code")', '(key: "employer")', '(key: "nothing")'),
    ("FieldCell", "label"): ("", "(locale: EN)"),
    ("License", "versions"): ("", "(first: 1)"),
}
VIEWED = (
    "SafetyOfficerCertificate",
    "RealEstateCertificate",
    "BusinessLicense",
    "ConstructionQualification",
    "IdentityCard",
)
QUERIES = 100
DEEPEST = 3


class EachFieldExecutor(PlanningExecutor):
    """Plans each field where it stands, as in an operation whose root has other fields too."""

    runs_roots = False


class WalkingExecutor(PlanningExecutor):
    """Leaves what a planned field found to the GraphQL core, which walks it."""

    runs_roots = False

    async def _plan(
        self,
        type_: GraphQLOutputType,
        parent_type: GraphQLObjectType,
        source: object,
        details: FieldGroup,
        path: Path,
    ) -> Any:  # noqa: ANN401 - as the method it takes the place of
        try:
            plan = Plan(select_below(self, type_, details), str)
            found = await self.resolve_planned(parent_type, source, details, path, plan)
            field = parent_type.fields[details[0].node.name.value]
            nodes = [detail.node for detail in details]
            info = self.build_resolve_info(field, nodes, parent_type, path)
            completed = self.complete_value(type_, details, info, path, found, None)
            return await completed if isinstance(completed, Awaitable) else completed
        except Exception as error:  # noqa: BLE001 - as the core locates every error
            self.handle_field_error(error, type_, details, path)
            return None


class UnplannedExecutor(PlanningExecutor):
    """Plans nothing at all."""

    runs_roots = False
    execute_field = StrawberryGraphQLCoreExecutionContext.execute_field


PLANNED, EACH_FIELD, WALKED = (
    viewing(build_schema(executor), sample_shelves())
    for executor in (PlanningExecutor, EachFieldExecutor, WalkingExecutor)
)
TYPES = PLANNED.core.type_map


OF_THE_LICENSE = "SafetyOfficerCertificate"
"""The view of the license that is asked for by its identifier."""


class Writer:
    """Writes selections at random: aliases, fragments, directives, and fields asked for twice."""

    def __init__(self, seed: int) -> None:
        """Begin from a seed."""
        self.dice = Random(seed)
        self.fragments: list[str] = []

    def document(self) -> str:
        """Write a whole document, within the limits."""
        while True:
            self.fragments.clear()
            document = self._document()
            with suppress(LimitExceeded):
                read(document)
                return document

    def _document(self) -> str:
        roots = self.dice.sample(ROOTS, self.dice.randint(1, 3))
        body = " ".join(self._filled(root) for root in roots)
        given = "$identifier: String!, $absent: String!, $yes: Boolean!, $no: Boolean!"
        used = " skipped: license(identifier: $absent) @skip(if: $yes) { id @include(if: $no) }"
        seen = " shown: publicRecord(identifier: $identifier) @include(if: $no) { id }"
        return f"query ({given}) {{ {body}{used}{seen} }} {' '.join(self.fragments)}"

    def _filled(self, root: str) -> str:
        license_ = self._selection("License", 0)
        page = f"{{ edges {{ cursor node {license_} }} pageInfo {{ hasNextPage endCursor }} }}"
        return root.replace("{LICENSE}", license_).replace("{PAGE}", page)

    def _selection(self, name: str, depth: int) -> str:
        type_ = TYPES[name]
        assert isinstance(type_, GraphQLObjectType)
        named = self.dice.choices(sorted(type_.fields), k=self.dice.randint(2, 3 if depth else 6))
        parts = [self._field(type_, field, depth) for field in named]
        parts += [self._extra(name, depth)] if depth < DEEPEST else []
        return "{ __typename " + " ".join(parts) + " }"

    def _field(self, type_: GraphQLObjectType, name: str, depth: int) -> str:
        below = get_named_type(type_.fields[name].type)
        if not is_leaf_type(below) and depth >= DEEPEST:
            return "__typename"
        arguments = self.dice.choice(ARGUMENTS.get((type_.name, name), ("",)))
        apart = arguments or type_.name in VIEWED or self.dice.random() < 0.3
        alias = f"a{self.dice.randrange(10**9)}: " if apart else ""
        directive = self.dice.choice(("", "", "", " @include(if: $yes)", " @skip(if: $yes)"))
        selection = "" if is_leaf_type(below) else self._below(below.name, depth + 1)
        return f"{alias}{name}{arguments}{directive} {selection}"

    def _below(self, name: str, depth: int) -> str:
        """Select below a field: of a face, what every one has and what some entries add to it."""
        if not is_interface_type(TYPES[name]):
            return self._selection(name, depth)
        own = {OF_THE_LICENSE, *self.dice.sample(VIEWED, 1)}
        shown = [f"... on {one} {self._selection(one, depth)}" for one in sorted(own)]
        return "{ __typename revision " + " ".join(shown) + " }"

    def _extra(self, name: str, depth: int) -> str:
        """Select through a fragment: named or inline, on the type or on an interface of it."""
        way = self.dice.randrange(4)
        if way == 0 and name in ("License", "Organization"):
            return "... on Node { id }"
        if way == 0 and name.endswith("Cell"):
            return "... on Cell { masked outcome holder }"
        selection = self._selection(name, depth + 1)
        if way == 1:
            return f"... on {name} {selection}"
        if way == 2:
            return f"... @skip(if: $no) {selection}"
        self.fragments.append(f"fragment F{len(self.fragments)} on {name} {selection}")
        return f"...F{len(self.fragments) - 1} @include(if: $yes)"


@pytest.fixture
async def parts(
    server: EmbeddedServer, admin: psycopg.Connection, loaded: str, keyring: Keyring
) -> AsyncIterator[tuple[Doors, Parts]]:
    """What a process holds, over a province of its own: what is read here is recorded."""
    admin.execute(f"CREATE DATABASE {OWN} TEMPLATE {loaded}")
    url = server.url(OWN)
    engine = writer_engine(url, connections=1)
    async with await reader_pool(url, 2) as reader, await pool(url, WRITER, 2) as recording:
        doors = Doors(async_sessionmaker(engine), reader, Recorder(recording))
        opaque = Opaque(keyring.siv)
        reading = Reading(Envelopes(keyring.data), opaque, Callers())
        desk = Desk(doors, reading, Workshop(LicenseKeys(keyring), "http://hub"))
        yield doors, Parts(reading, GlobalIds(opaque), keyring, desk)
    await engine.dispose()
    admin.execute(f"DROP DATABASE {OWN} WITH (FORCE)")


async def call_of(doors: Doors, parts: Parts, who: str) -> Call:
    """Let a persona call at the pinned moment."""
    call = Call(doors, purpose=WHO[who], request_id="pinned", moment=MOMENT)
    if who != ANYONE:
        persona = load_personas()[who]
        token = VerifiedToken(
            issuer=ISSUER,
            subject=persona.subject,
            assurance=persona.acr,
            organization=persona.organization,
            expires=(MOMENT + timedelta(days=1)).timestamp(),
            token_hash=who.encode(),
            digest=who.encode(),
        )
        async with doors.reader.acquire() as connection:
            call.caller = await parts.reading.callers.load(connection, token)
    return call


async def asked(held: tuple[Doors, Parts], schema: Any, who: str, document: str) -> bytes:  # noqa: ANN401 - a schema
    """Answer a document as a persona, by a schema."""
    doors, parts = held
    variables = {
        "identifier": RECORDS["safety-officer-old-revision"]["identifier"],
        "absent": "1.2.156.3005.2.absent",
        "yes": True,
        "no": False,
    }
    context = Context(await call_of(doors, parts, who), parts)
    request = GraphqlRequest(document, variables)
    return (await answer(schema, context, request)).body


def told(body: bytes) -> Any:  # noqa: ANN401 - an answer
    """Return an answer without its cost: what is left to spend is less each time."""
    answer = orjson.loads(body)
    answer["extensions"].pop("cost", None)
    return answer


@pytest.mark.parametrize("who", WHO)
async def test_planned_is_walked(parts: tuple[Doors, Parts], who: str) -> None:
    answered = cells = 0
    for seed in range(QUERIES // len(WHO)):
        document = Writer(seed).document()
        planned = await asked(parts, PLANNED, who, document)
        each_field = await asked(parts, EACH_FIELD, who, document)
        walked = await asked(parts, WALKED, who, document)
        assert told(planned) == told(walked), document
        assert told(each_field) == told(walked), document
        answered += b'"__typename":"License"' in planned
        cells += planned.count(b'Cell"') - planned.count(b'"FieldCell"')
    assert answered > QUERIES // len(WHO) // 3
    assert cells > QUERIES // len(WHO) // 10


async def test_the_two_can_differ(
    parts: tuple[Doors, Parts], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A shape that drops a null is seen, so the comparison can fail."""
    monkeypatch.setattr("schema.writing._optional", lambda write, value: write(value or 1))
    document = "query ($identifier: String!) { license(identifier: $identifier) { issuedOn } }"
    document = document.replace("issuedOn", "fields { key holder outcome }")
    planned = await asked(parts, PLANNED, ANYONE, document)
    walked = await asked(parts, WALKED, ANYONE, document)
    assert planned != walked


async def test_a_mark_that_lies_is_seen(
    parts: tuple[Doors, Parts], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were a value taken to be alike, the rows after the first would repeat it."""
    monkeypatch.setattr("schema.licenses.alike._ALIKE", "reader")
    document = '{ publicRecords(search: "示例", first: 9) { edges { node { fields { value } } } } }'
    planned = await asked(parts, PLANNED, ANYONE, document)
    walked = await asked(parts, WALKED, ANYONE, document)
    assert orjson.loads(planned) != orjson.loads(walked)


async def test_without_the_planner_nothing_is_read(parts: tuple[Doors, Parts]) -> None:
    plain: Any = viewing(build_schema(UnplannedExecutor), sample_shelves())
    for seed in range(6):
        document = Writer(seed).document().replace("viewer { assurance", "viewer {")
        told = orjson.loads(await asked(parts, plain, "safety-officer", document))
        assert {error["extensions"]["code"] for error in told["errors"]} == {"HubFailed"}
        assert b"License" not in orjson.dumps(told["data"])


def test_the_private_methods_are_as_they_were() -> None:
    """The methods overridden upstream take what they took when this was written."""
    core = StrawberryGraphQLCoreExecutionContext
    assert list(inspect.signature(core.execute_field).parameters) == [
        "self",
        "parent_type",
        "source",
        "field_details_list",
        "path",
        "position_context",
    ]
    assert list(inspect.signature(core.handle_field_error).parameters) == [
        "self",
        "raw_error",
        "return_type",
        "field_details_list",
        "path",
    ]
    assert list(inspect.signature(core.collect_subfields).parameters) == [
        "self",
        "return_type",
        "field_details_list",
    ]
