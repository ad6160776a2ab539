"""What was answered and what was recorded are held against each other, place by place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest

from hub.policy.states import LicenseState
from schema.ids import Named
from tests.hub.audit.asking import unfold_all
from tests.hub.audit.generated import SCALARS, licenses_in, questions
from tests.make import Hub

QUESTIONS, SEED = 200, 519999
WORDS = frozenset(state.value for state in LicenseState)
"""Values that are words of the policy too."""
SHORT = 4
"""A shorter value may stand in an unrelated text: it is looked for as a whole."""
RECORDED = ("usage_event", "decision_pattern", "audit_entry", "holder_usage")
KEYS = re.compile(
    r"([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12},?)*|\\x[0-9a-f]*|[0-9a-f]{64}"
    r"|\d{4}-\d\d-\d\dT[\d:.+]+"
)
"""Ids, hashes and moments, which hold digits of their own."""
EVENTS = """SELECT request_id, licenses, ARRAY(
        SELECT p.body FROM unnest(e.patterns) WITH ORDINALITY AS s(hash, place)
        JOIN decision_pattern p ON p.hash = s.hash ORDER BY s.place)
    FROM usage_event e"""

Decided = dict[tuple[str, int], tuple[str, str]]


@dataclass
class Talk:
    """What was answered, by request, and what was recorded of it."""

    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    events: dict[str, list[tuple[UUID, Decided]]] = field(default_factory=dict)


async def talk(hub: Hub) -> Talk:
    """Let everybody ask, and look at what was recorded."""
    held = Talk()
    for asked in questions(hub, SEED, QUESTIONS):
        answer = await hub.ask(asked.who, asked.query, asked.purpose, assurance=asked.assurance)
        held.answers[answer["extensions"]["requestId"]] = answer
        held.named.update(asked.named)
    for request, licenses, bodies in await hub.rows(EVENTS):
        assert request not in held.events
        decided = [_decided(body) for body in bodies]
        held.events[request] = list(zip(licenses, decided, strict=True))
    return held


def _decided(body: dict[str, Any]) -> Decided:
    return {(key, holder): (outcome, code) for key, holder, outcome, code, *_ in body["fields"]}


def license_key(hub: Hub, license_: dict[str, Any]) -> UUID:
    """Return the key of a license in an answer."""
    return hub.parts.ids.keys(license_["id"], Named.LICENSE)[1]


def told(license_: dict[str, Any]) -> Decided:
    """Return the decisions that an answer tells of a license."""
    return {
        (cell["key"], cell["holder"] or 1): (cell["outcome"], cell["decision"]["code"])
        for cell in license_["fields"]
    }


def fits(license_: dict[str, Any], recorded: Decided) -> bool:
    """Tell whether a pattern says what an answer told and showed."""
    shown = (key for name, key in SCALARS.items() if license_.get(name) is not None)
    granted = all(recorded.get((key, 1), ("", ""))[0] == "GRANTED" for key in shown)
    return granted and told(license_).items() <= recorded.items()


def values_in(answer: dict[str, Any]) -> Iterator[str]:
    """Yield every value that an answer shows."""
    for license_ in licenses_in(answer["data"]):
        for cell in license_["fields"]:
            yield from leaves(cell["value"])
        yield from (str(license_[name]) for name in SCALARS if license_.get(name))


def leaves(value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON
    """Yield every text and number in JSON."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from leaves(one)
    elif value is not None:
        yield str(value)


async def found_in_records(hub: Hub, values: set[str]) -> set[str]:
    """Return the values that stand somewhere in the record of use or the audit."""
    texts: set[str] = set()
    for table in RECORDED:
        for (row,) in await hub.rows(f"SELECT row_to_json(t) FROM {table} t"):  # noqa: S608 - ours
            texts.update(text for text in leaves(row) if not KEYS.fullmatch(text))
    whole = "\n".join(texts)
    return {it for it in values if (it in texts if len(it) < SHORT else it in whole)}


def assert_recorded(hub: Hub, answer: dict[str, Any], seen: list[tuple[UUID, Decided]]) -> int:
    """Check that a record holds each license of an answer, as it was decided; count them."""
    answered = [(license_key(hub, it), it) for it in licenses_in(answer["data"])]
    for key, license_ in answered:
        assert any(fits(license_, it) for place, it in seen if place == key), (license_, seen)
    assert {place for place, _ in seen} == {key for key, _ in answered} or "errors" in answer
    return len(answered)


async def test_every_license_answered_is_recorded_as_it_was_decided(hub: Hub) -> None:
    held = await talk(hub)
    met = [assert_recorded(hub, it, held.events.get(id_, [])) for id_, it in held.answers.items()]
    assert sum(met) > QUESTIONS
    assert held.events.keys() <= held.answers.keys()


async def test_no_value_stands_in_any_record(hub: Hub) -> None:
    held = await talk(hub)
    await unfold_all(hub)
    values = {value for answer in held.answers.values() for value in values_in(answer)}
    canaries = (values | held.named) - WORDS
    assert len(canaries) > QUESTIONS
    assert await found_in_records(hub, canaries) == set()


@pytest.mark.parametrize("column", ["operation", "matter", "cause"])
async def test_a_value_that_stands_in_a_record_is_found(hub: Hub, column: str) -> None:
    paper = hub.world.paper("plain")
    value, of = str(paper.value("premises", 1)), hub.world.places[paper.number][2]
    await hub.ask("zhang", f'{{ license(identifier: "{of}") {{ id }} }}')
    assert await found_in_records(hub, {value, "21"}) == set()
    planted = f"UPDATE usage_event SET {column} = :value"  # noqa: S608 - a row above
    await hub.change(planted, value=f"see {value}")
    assert await found_in_records(hub, {value, "21"}) == {value}
