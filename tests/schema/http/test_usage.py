"""A holder reads, narrows and takes away the record of use; an organization oversees its own."""

import csv
import io
import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from hub.clock import SHANGHAI, now
from hub.web import cells
from hub.web.usage import endpoint
from tests.schema.http.asking import Hub, identifier

LOOK = 'query ($of: String!) { license(identifier: $of) { field(key: "status") { value } } }'
USAGE = """query ($license: ID, $since: DateTime, $until: DateTime) { viewer {
    usage(first: 100, license: $license, since: $since, until: $until) {
        records { license at cause outcome sentence english: sentence(locale: EN) } } } }"""
OVERSEEN = """query ($after: String, $first: Int! = 20) { organization { profile { code }
    usage(first: $first, after: $after) { endCursor records { by operation outcome cause license
        entry { body { code } } fields { key outcome } } } } }"""


def used(hub: Hub, by: str, **narrowed: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - variables
    """Return what somebody reads of the use of own licenses."""
    found: list[dict[str, Any]] = hub.ask(USAGE, by=by, **narrowed)["viewer"]["usage"]["records"]
    return found


def look(hub: Hub, landmark: str, by: str, cause: str | None = None) -> None:
    """Let somebody look at a license, whether or not anything is shown."""
    hub.post(LOOK, by=by, cause=cause, of=identifier(landmark))


def exported(hub: Hub, by: str, query: str = "") -> Any:  # noqa: ANN401 - the client's response
    """Return the response to an export."""
    return hub.client.get(f"/usage/export{query}", headers=hub.headers(by))


def test_the_bank_is_named_with_its_reason_and_its_basis(hub: Hub) -> None:
    look(hub, "joint-owners", "bank", "抵押贷款审批")
    (told, *_) = used(hub, "owner-one")
    assert "为“抵押贷款审批”查看了您的《不动产权证书》" in told["sentence"]
    assert "依据：您的授权" in told["sentence"]
    assert "basis: your grant" in told["english"]


def test_the_record_is_narrowed_by_license_and_by_time(hub: Hub) -> None:
    before = now()
    for landmark in ("adult-identity", "adult-driving"):
        look(hub, landmark, "adult")
    driving = hub.license_id("adult-driving", "adult")
    assert {it["license"] for it in used(hub, "adult", license=driving)} == {driving}
    since = used(hub, "adult", since=before.isoformat())
    assert len(since) == 3
    assert len(used(hub, "adult", until=before.isoformat())) == len(used(hub, "adult")) - 3
    assert used(hub, "adult", since=(before + timedelta(days=1)).isoformat()) == []


def test_a_license_of_another_narrows_to_nothing(hub: Hub) -> None:
    look(hub, "joint-owners", "bank", "抵押贷款审批")
    other = hub.license_id("joint-owners", "owner-one")
    assert used(hub, "foreigner", license=other) == []


def test_the_bank_that_tries_without_a_basis_is_told_of(hub: Hub) -> None:
    look(hub, "adult-driving", "bank", "试一试")
    (told, *_) = used(hub, "adult")
    assert (told["outcome"], told["cause"]) == ("NO_BASIS", "试一试")
    assert "试图查看您的《机动车驾驶证》" in told["sentence"]
    assert told["sentence"].endswith("没有看到任何内容。")


@pytest.mark.parametrize("pages", [1, 100])
def test_the_whole_record_is_exported(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, pages: int
) -> None:
    monkeypatch.setattr(endpoint, "PAGE", pages)
    for _ in range(3):
        look(hub, "adult-driving", "adult")
    response = exported(hub, "adult")
    assert response.headers["content-type"] == "application/x-ndjson"
    assert "usage.ndjson" in response.headers["content-disposition"]
    lines = [json.loads(line) for line in response.text.splitlines()]
    assert [line["sentenceZh"] for line in lines] == [it["sentence"] for it in used(hub, "adult")]
    assert [line["license"] for line in lines] == [it["license"] for it in used(hub, "adult")]
    today = now().astimezone(SHANGHAI).date()
    assert datetime.fromisoformat(lines[0]["at"]).date() == today


def test_a_spreadsheet_opens_it_and_runs_nothing(hub: Hub) -> None:
    look(hub, "joint-owners", "bank", '=HYPERLINK("x")')
    response = exported(hub, "owner-one", "?format=csv")
    assert response.content.startswith(b"\xef\xbb\xbf")
    head, first, *_ = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    row = dict(zip(head, first, strict=True))
    assert row["cause"] == '\'=HYPERLINK("x")'
    assert "示例路" not in response.text
    assert not any(cell.startswith(cells.FORMULA) for cell in first)


def test_a_cell_left_as_it_came_would_be_a_formula(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cells, "FORMULA", ("\0",))
    look(hub, "joint-owners", "bank", "=1+1")
    response = exported(hub, "owner-one", "?format=csv")
    assert ",=1+1," in response.text


def test_an_export_holds_own_records_alone(hub: Hub) -> None:
    look(hub, "joint-owners", "bank", "抵押贷款审批")
    assert "抵押贷款审批" in exported(hub, "owner-two").text
    assert exported(hub, "foreigner").text == ""
    late = exported(hub, "owner-two", "?since=2099-01-01T00:00:00%2B08:00")
    assert (late.status_code, late.text) == (200, "")


@pytest.mark.parametrize(
    ("by", "query", "status", "code"),
    [
        ("anyone", "", 403, "NothingHeld"),
        ("bank", "", 403, "NothingHeld"),
        ("adult", "?format=xml", 400, "ExportUnreadable"),
        ("adult", "?since=yesterday", 400, "ExportUnreadable"),
        ("adult", "?since=2026-01-01T00:00:00", 400, "ExportUnreadable"),
        ("adult", "?holder=1", 400, "ExportUnreadable"),
    ],
)
def test_an_export_that_cannot_be_is_refused(
    hub: Hub, by: str, query: str, status: int, code: str
) -> None:
    response = exported(hub, by, query)
    assert (response.status_code, response.json()["code"]) == (status, code)


def test_an_auditor_sees_what_the_own_organization_used(hub: Hub) -> None:
    look(hub, "company-license", "system-admin", "巡查")
    look(hub, "company-license", "security-admin", "自查")
    look(hub, "adult-driving", "security-admin", "越权")
    told = hub.ask(OVERSEEN, by="auditor")["organization"]
    assert told["profile"]["code"] == "12519999MB99000993"
    causes = {record["cause"] for record in told["usage"]["records"]}
    assert {"巡查", "自查"} <= causes
    assert "越权" not in causes, "an organization would learn that there is such a license"
    page = hub.ask(OVERSEEN, by="auditor", first=1)["organization"]["usage"]
    older = hub.ask(OVERSEEN, by="auditor", first=1, after=page["endCursor"])
    assert page["endCursor"] != older["organization"]["usage"]["endCursor"]


@pytest.mark.parametrize("by", ["bank-clerk", "bank", "system-admin"])
def test_whoever_does_not_oversee_sees_no_use_of_the_organization(hub: Hub, by: str) -> None:
    assert hub.refusal(OVERSEEN, by=by)["code"] == "OversightNotHeld"


def test_who_acts_for_nobody_has_no_organization(hub: Hub) -> None:
    assert hub.ask(OVERSEEN, by="adult") == {"organization": None}
