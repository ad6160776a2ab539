"""Questions made at random, by everybody, with what each of them mentions."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from hub.policy.facts import Purpose
from tests.actors import CAST, LEVELS
from tests.make import PURPOSE, Hub
from tests.papers import Paper

SCALARS = {
    "identifier": "identifier",
    "status": "status",
    "issuedOn": "issued_on",
    "validFrom": "valid_from",
    "validUntil": "valid_until",
}
"""The fields of a license in GraphQL that show a field of its entry, by that field's key."""
OFTEN = ("anonymous", "zhang", "zhang", "li", "issuer", "issuer", "teller")
"""Who asks oftener than the rest of the cast."""
SEARCHES = ("示例路", "热食类", "锦江区", "样本街", "张三丰")


@dataclass(frozen=True)
class Question:
    """A query by somebody, and the values that it names."""

    who: str
    assurance: int | None
    purpose: Purpose | None
    query: str
    named: list[str] = field(default_factory=list)


def questions(hub: Hub, seed: int, count: int) -> Iterator[Question]:
    """Make questions."""
    random = Random(seed)
    people = [*CAST, *OFTEN]
    for _ in range(count):
        who = random.choice(people)
        stated = PURPOSE if random.random() < 0.8 else None
        roots = [_root(hub, random) for _ in range(random.choice((1, 1, 2)))]
        query = " ".join(f"r{place}: {root}" for place, (root, _) in enumerate(roots))
        named = [value for _, values in roots for value in values]
        level = random.choice(LEVELS.get(who, (None,)))
        yield Question(who, level, stated, f"{{ {query} }}", named)


def _root(hub: Hub, random: Random) -> tuple[str, list[str]]:
    """Make one question, with the values that it names."""
    paper = random.choice([hub.world.paper("plain"), *hub.world.papers])
    of = hub.world.places[paper.number][2]
    grant = hub.grant_id(random.choice(hub.world.grants))
    search = random.choice(SEARCHES)
    number = f'filter: {{entry: "{paper.entry}", number: "{paper.serial}"}}'
    node, first = _node(random, paper), f"first: {random.randint(2, 12)}"
    page = f"{{ edges {{ node {node} }} }}"
    made: list[tuple[str, list[str]]] = [
        (f'license(identifier: "{of}") {node}', []),
        (f'license(id: "{hub.id_of(paper)}") {node}', []),
        (f'publicRecord(identifier: "{of}") {node}', []),
        (f"licenses(under: {{holdings: true}}, {first}) {page}", []),
        (f"licenses(under: {{issuance: true}}, {first}) {page}", []),
        (f"licenses(under: {{issuance: true}}, {number}) {page}", [paper.serial]),
        (f'licenses(under: {{grant: "{grant}"}}) {page}', []),
        (f'publicRecords(search: "{search}", {first}) {page}', [search]),
    ]
    return random.choice(made)


def _node(random: Random, paper: Paper) -> str:
    """Ask for some fields of a license."""
    keys = random.sample(sorted(paper.fields), random.randint(1, 12))
    listed = ", ".join(f'"{key}"' for key in keys)
    narrowed = f"(keys: [{listed}])" if random.random() < 0.7 else ""
    scalars = " ".join(random.sample(sorted(SCALARS), random.randint(0, 3)))
    cells = f"fields{narrowed} {{ key holder value outcome decision {{ code }} }}"
    return f"{{ id {scalars} {cells} }}"


def licenses_in(answer: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - any part of an answer
    """Yield every license in an answer."""
    if isinstance(answer, list):
        for one in answer:
            yield from licenses_in(one)
    elif isinstance(answer, dict):
        if "fields" in answer:
            yield answer
        else:
            yield from licenses_in(list(answer.values()))
