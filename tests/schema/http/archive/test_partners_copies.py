"""A partner's system takes copies with its proofs of possession, each of which is good for one."""

from typing import Any

from tests.schema.http.archive.keeping import COPY, SAID, UNTIL, given, key
from tests.schema.http.asking import REFUSAL, Answer, Hub, identifier
from tests.schema.http.partners.clients import GRAPHQL, LOGISTICS, System, onboard

TAKE = f"""mutation ($input: TakeArchivalCopyInput!) {{
    takeArchivalCopy(input: $input) {{ {COPY} {REFUSAL} }} }}"""


def taken(system: System, token: str, proof: str) -> Answer:
    """Take a copy with a proof, and return all that is answered."""
    wish: dict[str, Any] = {
        "identifier": identifier("adult-driving"),
        "purpose": SAID,
        "expiresOn": UNTIL,
        "idempotencyKey": key(),
    }
    answer: Answer = system.graphql(token, TAKE, proof=proof, input=wish).json()
    return answer


def copies(hub: Hub) -> int:
    """Return how many copies there are."""
    with hub.database() as owner:
        row = owner.execute("SELECT count(*) FROM archival_copy").fetchone()
    return int(row[0]) if row else 0


def uses(hub: Hub) -> list[str]:
    """Return what came of each use that was recorded of taking a copy."""
    with hub.database() as owner:
        recorded = owner.execute(
            "SELECT outcome FROM usage_event WHERE operation = 'takeArchivalCopy' ORDER BY id"
        )
        return [str(row[0]) for row in recorded]


def test_a_proof_takes_one_copy_whatever_came_of_the_first(hub: Hub) -> None:
    system = onboard(hub)
    token = system.token()
    first = system.proof(GRAPHQL, token)
    refused = taken(system, token, first)["data"]["takeArchivalCopy"]
    assert refused["code"] == "NothingToCopy"
    given(hub, organization=LOGISTICS)
    for proof, due in ((first, 0), (system.proof(GRAPHQL, token), 1)):
        told = [taken(system, token, proof) for _ in range(2)]
        assert copies(hub) == due, told
        assert "UsedAlready" in str(told[1])
    assert uses(hub)[:2] == ["NothingToCopy", "UsedAlready"]
