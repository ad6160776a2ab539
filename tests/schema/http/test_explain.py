"""The decisions for a query are explained without its data, and to a holder as others would get."""

from typing import Any

import pytest

from tests.schema.http.asking import Hub, identifier

EXPLAIN = """query ($document: String!, $given: JSON, $whose: ExplainAs) {
    explain(query: $document, variables: $given, as: $whose) { entry policyRevision
        fields { key holder decision { outcome code basis remedy legalBasis { code } } } } }"""
ONE = "query ($of: String!) { license(identifier: $of) { fields { key value } } }"
STATED = ONE.replace("identifier: $of", 'identifier: $of, purpose: {cause: "核对"}')
BANK = {"organization": "91519999MA9900036C"}


def explained(
    hub: Hub,
    by: str,
    of: str,
    as_: dict[str, Any] | None = None,
    document: str = ONE,
) -> dict[str, Any]:
    """Return the one explanation of a license, its fields by key and the first holder's."""
    given = {"of": identifier(of)}
    (told,) = hub.ask(EXPLAIN, by=by, document=document, given=given, whose=as_)["explain"]
    fields = {one["key"]: one["decision"] for one in told["fields"] if one["holder"] in (None, 1)}
    return {"entry": told["entry"], "fields": fields}


def test_own_decisions_are_told_without_a_value(hub: Hub) -> None:
    answer = hub.post(EXPLAIN, by="adult", document=ONE, given={"of": identifier("adult-identity")})
    assert "林示范" not in answer.text
    told = explained(hub, "adult", "adult-identity")
    assert told["entry"] == "identity-card"
    assert told["fields"]["holder_code"]["code"] == "OWN"


def test_a_holder_learns_what_a_grant_shows(hub: Hub) -> None:
    told = explained(hub, "owner-one", "joint-owners", BANK, STATED)["fields"]
    assert (told["location"]["outcome"], told["location"]["basis"]) == ("GRANTED", "GRANT")
    assert told["notes"]["code"] == "NOT_LISTED"
    assert told["holder_code"]["outcome"] == "MASKED"


def test_a_holder_learns_what_everybody_sees(hub: Hub) -> None:
    told = explained(hub, "operator", "revoked", {"public": True})["fields"]
    assert (told["holder_name"]["outcome"], told["holder_name"]["basis"]) == ("MASKED", "PUBLIC")
    assert told["photo"]["code"] == "NOT_DISCLOSED"


@pytest.mark.parametrize(
    ("by", "of", "as_"),
    [
        ("foreigner", "adult-identity", None),
        ("adult", "company-license", {"public": True}),
        ("adult", "adult-identity", {"organization": "91519999MA9999999X"}),
        ("adult", "adult-identity", {"public": True}),
    ],
)
def test_absent_and_denied_are_explained_the_same(
    hub: Hub, by: str, of: str, as_: dict[str, Any] | None
) -> None:
    absent = identifier("adult-identity").replace("519999202690000009", "519999202690009999")
    told = [
        hub.refusal(EXPLAIN, by=by, document=ONE, given={"of": named}, whose=as_)
        for named in (identifier(of), absent)
    ]
    assert told[0]["code"] == "NothingExplained"
    assert told[0] | {"requestId": ""} == told[1] | {"requestId": ""}


@pytest.mark.parametrize(
    ("by", "cause"),
    [
        ("foreigner", None),
        ("bank", "核对"),
        ("bank", None),
        ("anyone", None),
    ],
)
def test_who_is_refused_an_explanation_is_told_the_way_on_as_of_the_license(
    hub: Hub, by: str, cause: str | None
) -> None:
    given = {"of": identifier("adult-driving")}
    told = hub.refusal(EXPLAIN, by=by, cause=cause, document=ONE, given=given)
    asked = hub.refusal(ONE, by=by, cause=cause, **given)
    assert (told["code"], asked["code"]) == ("NothingExplained", "LicenseNotFound")
    assert told["remedy"] == asked["remedy"]


def test_no_way_on_tells_what_others_reach(hub: Hub) -> None:
    """The register shows everybody this license of somebody else, and nobody the absent one."""
    shown = identifier("revoked")
    absent = f"{shown[:-1]}{'0' if shown[-1] != '0' else '1'}"
    assert hub.ask(ONE, by="anyone", of=shown)["license"]
    told = [
        hub.refusal(EXPLAIN, by="adult", document=ONE, given={"of": of}, whose={"public": True})
        for of in (shown, absent)
    ]
    assert told[0] | {"requestId": ""} == told[1] | {"requestId": ""}


def test_an_explanation_uses_no_grant_up(hub: Hub) -> None:
    card = hub.license_id("adult-driving", "adult")
    grant = hub.do(
        "grantUse",
        "... on Grant { id }",
        by="adult",
        license=card,
        fields=["holder_name"],
        organization=BANK["organization"],
        validUntil="2027-06-01T00:00:00+08:00",
        maxUses=1,
        cause="核实",
        idempotencyKey="explained",
    )
    assert grant["id"]
    given = {"of": identifier("adult-driving")}
    hub.ask(EXPLAIN, by="bank", cause="核实", document=ONE, given=given)
    assert hub.ask(ONE, by="bank", cause="核实", of=given["of"])["license"]["fields"]


def test_an_explanation_stands_in_the_record(hub: Hub) -> None:
    given = {"of": identifier("joint-owners")}
    hub.ask(EXPLAIN, by="bank", cause="核实额度", document=ONE, given=given)
    usage = "{ viewer { usage(first: 1) { records { operation cause } } } }"
    (use,) = hub.ask(usage, by="owner-one")["viewer"]["usage"]["records"]
    assert use == {"operation": "explain", "cause": "核实额度"}
