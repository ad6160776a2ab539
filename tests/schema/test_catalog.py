"""The catalog over GraphQL: compiled, compared, accepted, published, and listed."""

from typing import Any

import msgspec
import pytest
import strawberry
from sqlalchemy.ext.asyncio import AsyncEngine
from strawberry.utils.str_converters import to_camel_case

from hub.audit.call import Doors
from hub.crypto.envelope import Envelopes
from hub.crypto.keyring import Use, create_keyring
from hub.crypto.opaque import Opaque
from hub.db.engine import ReaderPool
from hub.identity.held import Callers
from hub.issuing.desk import Desk
from hub.issuing.workshop import Workshop
from hub.licenses.keys import LicenseKeys
from hub.policy.entry import Entry
from hub.policy.revision import digest
from hub.policy.terms import Disclosure
from hub.reading.read import Reading
from schema.catalog.mutations import CatalogMutation
from schema.catalog.queries import CatalogQuery
from schema.context import Context, Parts
from schema.ids import GlobalIds
from tests.entries import TODAY, bent, entry, field
from tests.province import Province, declare_law, found_province

pytestmark = pytest.mark.postgres

SCHEMA = strawberry.Schema(query=CatalogQuery, mutation=CatalogMutation)
FOOD = entry(field("scope"))
WIDER = bent(FOOD, "scope", disclosure=Disclosure.FULL)

REVISION = "... on Revision { number state digest changes { key basis direction } }"
PUBLICATION = "... on Publication { code sharing }"
LEGAL_BASIS = "... on LegalBasis { code inForceUntil }"
REFUSAL = "... on Refusal { code kind messageZh messageEn }"


def mutation(name: str, kind: str, shown: str) -> str:
    """Write the document of a mutation."""
    return f"mutation ($input: {kind}!) {{ told: {name}(input: $input) {{ {shown} {REFUSAL} }} }}"


DRAFT = mutation("draftEntry", "CompileEntryInput", REVISION)
REVISE = mutation("reviseEntry", "CompileEntryInput", REVISION)
SUBMIT = mutation("submitEntry", "SubmitEntryInput", REVISION)
ACCEPT = mutation("acceptEntry", "AcceptEntryInput", REVISION)
RETIRE = mutation("retireEntry", "NameEntryInput", REVISION)
EXEMPT = mutation("declareExemption", "DeclareExemptionInput", REVISION)
PUBLISH = mutation("publishEntry", "NameEntryInput", PUBLICATION)
WITHDRAW = mutation("withdrawEntry", "NameEntryInput", PUBLICATION)
DECLARE = mutation("declareLegalBasis", "DeclareLegalBasisInput", LEGAL_BASIS)

Answer = dict[str, Any]


@pytest.fixture
async def province(writer: AsyncEngine, reader: ReaderPool) -> Province:
    """The organizations are known, and the legal bases."""
    found = await found_province(writer, reader)
    await declare_law(found.call)
    return found


def parts(doors: Doors) -> Parts:
    """Make what a process holds, with keys of its own."""
    keyring = create_keyring()
    reading = Reading(Envelopes(keyring.of(Use.DATA)), Opaque(keyring.of(Use.SIV)), Callers())
    desk = Desk(doors, reading, Workshop(LicenseKeys(keyring), "http://hub"))
    return Parts(reading, GlobalIds(Opaque(keyring.of(Use.SIV))), keyring, desk)


async def ask(province: Province, who: str, query: str, **variables: object) -> Answer:
    """Execute a document as somebody; nothing may go wrong but by refusal."""
    context = Context(province.call(who), parts(province.call(who).doors))
    result = await SCHEMA.execute(query, variable_values=variables, context_value=context)
    assert result.errors is None
    assert result.data is not None
    return result.data


async def do(province: Province, who: str, mutation: str, **stated: object) -> Answer:
    """Execute one mutation as somebody."""
    told: Answer = (await ask(province, who, mutation, input=stated))["told"]
    return told


def stated(said: object) -> object:
    """Write plain data as the input of a mutation."""
    match msgspec.to_builtins(said):
        case dict() as named:
            return {to_camel_case(key): stated(value) for key, value in named.items()}
        case list() | tuple() as several:
            return [stated(value) for value in several]
        case plain:
            return plain


async def in_force(province: Province, body: Entry = FOOD, basis: str | None = None) -> None:
    """Bring what an entry says in force, over GraphQL."""
    compiling = DRAFT if body == FOOD else REVISE
    draft = await do(province, "editor", compiling, body=stated(body))
    named = {"code": body.code, "number": draft["number"]}
    await do(province, "editor", SUBMIT, **named)
    accepted = await do(
        province, "reviewer", ACCEPT, **named, digest=draft["digest"], wideningBasis=basis
    )
    assert accepted["state"] == "IN_FORCE"


async def test_lists_what_is_in_force(province: Province) -> None:
    await in_force(province)
    await do(province, "publisher", PUBLISH, code=FOOD.code)
    query = """{
        catalog(search: "食品", sector: "market") {
            revision retired policyRevision
            publication { code sharing }
            body { zh fields { key classification assurance } }
        }
    }"""
    (found,) = (await ask(province, "anonymous", query))["catalog"]
    assert found["publication"] == {"code": FOOD.code, "sharing": "OPEN"}
    assert (found["revision"], found["retired"], found["body"]["zh"]) == (1, False, FOOD.zh)
    assert [said["key"] for said in found["body"]["fields"]] == list(FOOD.by_key)


async def test_says_nothing_of_an_entry_that_is_not_there(province: Province) -> None:
    query = "query ($code: String!) { catalogEntry(code: $code) { revision } }"
    assert (await ask(province, "anonymous", query, code="none"))["catalogEntry"] is None


async def test_gives_back_what_was_stated(province: Province) -> None:
    draft = await do(province, "editor", DRAFT, body=stated(FOOD))
    assert (draft["number"], draft["state"], draft["digest"]) == (1, "DRAFT", digest(FOOD))


async def test_compares_before_it_accepts(province: Province) -> None:
    await in_force(province)
    await do(province, "editor", REVISE, body=stated(WIDER))
    query = """query ($entry: String!) {
        policyDifference(entry: $entry, revision: 2) {
            key basis manner ended assurances direction since
            before { outcome code } after { outcome code }
        }
    }"""
    told = await ask(province, "reviewer", query, entry=FOOD.code)
    assert told["policyDifference"][0] == {
        "key": "scope",
        "basis": "PUBLIC",
        "manner": "PLAIN",
        "ended": False,
        "assurances": [0, 1, 2, 3],
        "direction": "WIDENS",
        "since": TODAY.isoformat(),
        "before": {"outcome": "WITHHELD", "code": "NOT_DISCLOSED"},
        "after": {"outcome": "GRANTED", "code": "DISCLOSED"},
    }


async def test_refuses_to_widen_without_a_basis(province: Province) -> None:
    await in_force(province)
    await do(province, "editor", REVISE, body=stated(WIDER))
    shown = await do(province, "editor", SUBMIT, code=FOOD.code, number=2)
    assert {change["direction"] for change in shown["changes"]} == {"WIDENS"}
    wish = {"code": FOOD.code, "number": 2, "digest": shown["digest"]}
    refused = await do(province, "reviewer", ACCEPT, **wish)
    assert (refused["code"], refused["kind"]) == ("WideningWithoutBasis", "INVALID")
    assert not refused["messageZh"].isascii()
    accepted = await do(province, "reviewer", ACCEPT, **wish, wideningBasis="food-safety-law")
    assert accepted["state"] == "IN_FORCE"


async def test_shows_a_draft_to_its_owner_alone(province: Province) -> None:
    await do(province, "editor", DRAFT, body=stated(FOOD))
    query = "query ($code: String!) { catalogRevisions(code: $code) { number state } }"
    draft = {"number": 1, "state": "DRAFT"}
    assert (await ask(province, "editor", query, code=FOOD.code))["catalogRevisions"] == [draft]
    assert (await ask(province, "person", query, code=FOOD.code))["catalogRevisions"] == []


async def test_lists_exemptions_with_ground_and_basis(province: Province) -> None:
    await in_force(province)
    exemption = {"ground": "PRIVACY", "legalBasis": "secrets-law"}
    wish = {"code": FOOD.code, "field": "scope", "exemption": exemption}
    draft = await do(province, "editor", EXEMPT, **wish)
    await do(province, "editor", SUBMIT, code=FOOD.code, number=2)
    await do(province, "reviewer", ACCEPT, code=FOOD.code, number=2, digest=draft["digest"])
    query = "{ exemptions { code key lapsed exemption { ground } legalBasis { code zh } } }"
    assert (await ask(province, "anonymous", query))["exemptions"] == [
        {
            "code": FOOD.code,
            "key": "scope",
            "lapsed": False,
            "exemption": {"ground": "PRIVACY"},
            "legalBasis": {"code": "secrets-law", "zh": "《secrets-law》"},
        }
    ]


async def test_publishes_withdraws_and_retires(province: Province) -> None:
    await in_force(province)
    opened = await do(province, "publisher", PUBLISH, code=FOOD.code)
    closed = await do(province, "publisher", WITHDRAW, code=FOOD.code)
    retired = await do(province, "reviewer", RETIRE, code=FOOD.code)
    assert (opened["sharing"], closed["sharing"]) == ("OPEN", "WITHDRAWN")
    assert retired["state"] == "RETIRED"


async def test_declares_a_legal_basis(province: Province) -> None:
    basis = {"code": "new-law", "zh": "新法", "en": "New law", "kind": "LAW"}
    wish = basis | {"inForceFrom": "2026-01-01", "inForceUntil": "2030-12-31"}
    declared = await do(province, "publisher", DECLARE, **wish)
    assert declared == {"code": "new-law", "inForceUntil": "2030-12-31"}
    assert (await do(province, "editor", DECLARE, **wish))["code"] == "DataCenterAlone"
