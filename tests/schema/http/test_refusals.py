"""Every request that the hub declines is declined by a code, a kind, and in two languages."""

import re
from typing import Any

import pytest

from hub.errors import Refusal
from tests.schema.http.asking import Hub
from tests.schema.http.refusing import ROWS, GrantOf, IdOf, Row

CASES = [
    pytest.param(kind, row, id=f"{row.refusal.__name__}-{place}")
    for kind, rows in ROWS.items()
    for place, row in enumerate(rows)
]


@pytest.mark.parametrize(("kind", "row"), CASES)
def test_a_request_is_refused(hub: Hub, kind: str, row: Row) -> None:
    given = resolved(hub, row.given)
    answer = hub.post(row.document, by=row.by, cause=row.cause, **given)
    assert_told(refusal_in(answer.json()), row.refusal, kind)


def refusal_in(answer: dict[str, Any]) -> dict[str, Any]:
    """Return the refusal of an answer: its one error, or what its mutation tells."""
    if "errors" in answer:
        (error,) = answer["errors"]
        assert error["message"] == "{messageEn} / {messageZh}".format_map(error["extensions"])
        told: dict[str, Any] = error["extensions"]
        return told
    (told,) = answer["data"].values()
    return told


def assert_told(told: dict[str, Any], refusal: type[Refusal], kind: str) -> None:
    """Hold what was told against the refusal that was due."""
    assert (told["code"], told["kind"]) == (refusal.__name__, kind)
    assert fits(refusal.zh, told["messageZh"])
    assert fits(refusal.en, told["messageEn"])


def fits(template: str, told: str) -> bool:
    """Tell whether a message is a template with its places filled."""
    parts = [re.escape(part) for part in re.split(r"\{\w+\}", template)]
    return re.fullmatch(".+".join(parts), told, re.DOTALL) is not None


def resolved(hub: Hub, given: Any) -> Any:  # noqa: ANN401 - as JSON has it
    """Put the ids in their places, as their parties learn them."""
    match given:
        case IdOf(landmark, holder):
            return hub.license_id(landmark, holder)
        case GrantOf(party):
            return hub.ask("{ authorizations(kind: GRANT) { id } }", by=party)["authorizations"][0][
                "id"
            ]
        case dict():
            return {key: resolved(hub, part) for key, part in given.items()}
        case _:
            return given
