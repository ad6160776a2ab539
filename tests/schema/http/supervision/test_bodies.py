"""An organization designates who answers for electronic licenses; its administrator says so."""

from typing import Any

import pytest

from tests.schema.http.asking import ANYONE, Hub
from tests.schema.http.sharing import key

SHOWN = "... on Designation { body officers { person } organization { code } }"
OWN = "{ organization { designation { body officers { person since } } } }"
FILM, CENTER = "11519999MB9900195F", "12519999MB99000993"


def person(hub: Hub, persona: str) -> str:
    """Return the id of somebody."""
    return str(hub.ask("{ viewer { id } }", by=persona)["viewer"]["id"])


def designated(hub: Hub, by: str, people: list[str], **changed: object) -> dict[str, Any]:
    """Designate a body of the film administration, which has none."""
    usual = {"organization": FILM, "body": " 政务服务处 ", "idempotencyKey": key()}
    return hub.do("designateBody", SHOWN, by=by, **usual | {"officers": people} | changed)


def rows(hub: Hub) -> Any:  # noqa: ANN401 - rows of the driver
    """Return all that is designated."""
    with hub.database() as owner:
        return owner.execute(
            "SELECT organization_id, account_id, until FROM officer UNION ALL"
            " SELECT id, NULL, NULL FROM organization WHERE designated_body IS NOT NULL ORDER BY 1"
        ).fetchall()


def test_a_body_has_officers_and_they_change(hub: Hub) -> None:
    assert hub.ask(OWN, by="editor-film")["organization"]["designation"] == {
        "body": None,
        "officers": [],
    }
    editor, reviewer = person(hub, "editor-film"), person(hub, "reviewer-film")
    made = designated(hub, "system-admin", [editor])
    assert made == {
        "body": "政务服务处",
        "officers": [{"person": editor}],
        "organization": {"code": FILM},
    }
    since = hub.ask(OWN, by="reviewer-film")["organization"]["designation"]["officers"]
    both = designated(hub, "system-admin", [editor, reviewer, editor])
    assert {one["person"] for one in both["officers"]} == {editor, reviewer}
    now = hub.ask(OWN, by="reviewer-film")["organization"]["designation"]["officers"]
    assert since[0] in now
    left = designated(hub, "system-admin", [reviewer])
    assert left["officers"] == [{"person": reviewer}]


def test_the_same_key_designates_once(hub: Hub) -> None:
    said = {"idempotencyKey": "twice", "organization": CENTER}
    people = [person(hub, "auditor")]
    first, again = (designated(hub, "system-admin", people, **said) for _ in "ab")
    assert first == again


def test_the_sample_province_has_officers_where_it_has_a_body(hub: Hub) -> None:
    told = hub.ask(OWN, by="reviewer-health")["organization"]["designation"]
    assert (told["body"], len(told["officers"])) == ("政务服务处", 1)


@pytest.mark.parametrize(
    ("by", "changed", "code"),
    [
        ("editor-film", {}, "DesignationReserved"),
        ("publisher", {}, "DesignationReserved"),
        ("security-admin", {}, "DesignationReserved"),
        ("supervisor", {}, "DesignationReserved"),
        ("adult", {}, "DesignationReserved"),
        (ANYONE, {}, "DesignationReserved"),
        ("system-admin", {"body": "  "}, "DesignationInvalid"),
        ("system-admin", {"body": "长" * 201}, "DesignationInvalid"),
        ("system-admin", {"officers": []}, "DesignationInvalid"),
        ("system-admin", {"organization": "91519999MA9999999X"}, "OrganizationUnknown"),
        ("system-admin", {"organization": "11519999MB99111938"}, "OrganizationUnknown"),
        ("system-admin", {"organization": CENTER}, "OfficerUnfit"),
        ("system-admin", {"officers": ["none-of-ours"]}, "IdInvalid"),
    ],
)
def test_what_is_not_designated(hub: Hub, by: str, changed: dict[str, Any], code: str) -> None:
    editor, before = person(hub, "editor-film"), rows(hub)
    assert designated(hub, by, [editor], **changed)["code"] == code
    assert rows(hub) == before
    if code != "IdInvalid":
        with hub.database() as owner:
            last = "SELECT act, outcome FROM audit_entry ORDER BY id DESC LIMIT 1"
            assert owner.execute(last).fetchone() == ("designate_body", code)


def test_a_client_is_no_officer(hub: Hub) -> None:
    told = hub.ask("{ viewer { id } }", by="aggregator-film")["viewer"]["id"]
    assert designated(hub, "system-admin", [told])["code"] == "OfficerUnfit"
