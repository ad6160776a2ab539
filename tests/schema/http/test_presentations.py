"""A holder shows a license, one official looks for minutes, and the holder sees who did."""

import json
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

from joserfc import jws
from joserfc.jwk import ECKey

from hub.authorizations.presentations.offline import TYPE
from tests.schema.http.asking import Answer, Hub
from tests.schema.http.sharing import key
from tests.schema.http.test_delegations import delegated

PRESENTATION = """id license fields application offline byDelegate expiresAt redeemedBy { nameEn }
    redeemedAt scenario caseNumber cause endedAt state validUntil"""
SHOWN = f"... on ShownCode {{ code qr presentation {{ {PRESENTATION} }} }}"
REDEEMED = f"... on Presentation {{ {PRESENTATION} }}"
PASS = "... on PreparedPass { name offlinePass { id state validUntil application } }"  # noqa: S105 - a selection
READ = """query ($id: ID!) { license(id: $id) { fields(keys: ["holder_name", "valid_until",
    "holder_code"]) { key value outcome decision { code } } } }"""
CHECK = {"cause": "窗口核验", "scenario": "service-hall"}
FIELDS = ["holder_name", "valid_until", "status"]


def shown(hub: Hub, by: str = "adult", **said: object) -> Answer:
    """Let somebody show the identity card."""
    usual: dict[str, object] = {
        "license": hub.license_id("adult-identity", "adult"),
        "fields": FIELDS,
        "idempotencyKey": key(),
    }
    return hub.do("presentLicense", SHOWN, by=by, **usual | said)


def redeemed(hub: Hub, code: str, by: str = "desk", **said: object) -> Answer:
    """Let an official redeem a code."""
    usual: dict[str, object] = {
        "code": code,
        "caseNumber": "HALL-1",
        "idempotencyKey": key(),
    }
    return hub.do("redeemPresentation", REDEEMED, by=by, **usual | CHECK | said)


def looked_at(hub: Hub, license_: str, by: str = "desk") -> Any:  # noqa: ANN401 - as JSON has it
    """Return what somebody sees for the check, or the code of the refusal."""
    answer = hub.post(READ, by=by, cause=CHECK, id=license_).json()
    if "errors" in answer:
        return answer["errors"][0]["extensions"]["code"]
    return {cell["key"]: cell["outcome"] for cell in answer["data"]["license"]["fields"]}


def stopped(hub: Hub, presentation: str, by: str = "adult") -> Answer:
    """Let somebody stop showing."""
    stated = {"presentation": presentation, "idempotencyKey": key()}
    return hub.do("endPresentation", REDEEMED, by=by, **stated)


def test_a_presentation_is_redeemed_once_and_by_a_second_reader_refused(hub: Hub) -> None:
    made = shown(hub)
    license_, waiting = made["presentation"]["license"], made["presentation"]
    assert (waiting["state"], waiting["application"]) == ("WAITING", "tianfu-demo")
    assert looked_at(hub, license_) == "LicenseNotFound"
    seen = redeemed(hub, made["code"])
    assert (seen["state"], seen["license"], seen["fields"]) == ("RUNNING", license_, sorted(FIELDS))
    assert looked_at(hub, license_) == {
        "holder_name": "GRANTED",
        "valid_until": "GRANTED",
        "holder_code": "MASKED",
    }
    for by, code in (
        ("desk", "PresentationRedeemed"),
        ("traffic-officer", "ScenarioNotRegistered"),
        ("adult", "OfficialNeeded"),
    ):
        assert redeemed(hub, made["code"], by)["code"] == code
    for by in ("power-clerk", "foreigner", "bank-clerk"):
        assert looked_at(hub, license_, by) == "LicenseNotFound"


def test_a_holder_sees_who_redeemed_and_ends_the_look_at_once(hub: Hub) -> None:
    made = shown(hub)
    redeemed(hub, made["code"])
    id_ = made["presentation"]["id"]
    query = f"query ($id: ID!) {{ node(id: $id) {{ ... on Presentation {{ {PRESENTATION} }} }} }}"
    told = hub.ask(query, by="adult", id=id_)["node"]
    assert "Chengdu" in told["redeemedBy"]["nameEn"]
    assert (told["scenario"], told["caseNumber"], told["cause"]) == (
        "service-hall", "HALL-1", "窗口核验",
    )  # fmt: skip
    assert hub.ask(query, by="desk", id=id_)["node"]["state"] == "RUNNING"
    assert hub.refusal(query, by="foreigner", id=id_)["code"] == "PresentationNotFound"
    assert stopped(hub, id_, "desk")["code"] == "PresentationNotFound"
    listing = "{ authorizations(kind: PRESENTATION, state: RUNNING) { id } }"
    for one in hub.ask(listing, by="adult")["authorizations"]:
        stopped(hub, one["id"])
    assert looked_at(hub, made["presentation"]["license"]) == "LicenseNotFound"


def test_the_code_is_shown_as_a_qr_symbol(hub: Hub) -> None:
    made = shown(hub)
    drawn = ET.fromstring(made["qr"])  # noqa: S314 - the hub's own
    assert drawn.tag == "{http://www.w3.org/2000/svg}svg"
    assert len(made["code"]) == 66
    assert made["code"] not in made["qr"]


def test_a_delegate_shows_for_the_matter_delegated(hub: Hub) -> None:
    license_ = hub.license_id("adult-identity", "adult")
    given = delegated(hub, license=license_, matter="enterprise-opening", fields=FIELDS)
    made = shown(hub, "delegate", delegation=given["id"])
    assert made["presentation"]["byDelegate"] is True
    assert redeemed(hub, made["code"])["state"] == "RUNNING"
    stated = {"delegation": given["id"], "idempotencyKey": key()}
    hub.do("endDelegation", "... on Delegation { state }", by="adult", **stated)
    assert looked_at(hub, license_) == "LicenseNotFound"
    assert shown(hub, "delegate", delegation=given["id"])["code"] == "DelegationNotRunning"


def test_a_phone_without_a_network_shows_by_what_it_signs(hub: Hub) -> None:
    phone, license_ = ECKey.generate_key("P-256"), hub.license_id("adult-identity", "adult")
    public = {name: phone.as_dict(private=False)[name] for name in ("kty", "crv", "x", "y")}
    stated = {"license": license_, "fields": FIELDS, "publicKey": public, "hours": 4}
    made = hub.do("prepareOffline", PASS, by="adult", **stated, idempotencyKey=key())
    assert made["offlinePass"]["state"] == "RUNNING"
    code = signed(phone, made["name"])
    assert redeemed(hub, code)["offline"] is True
    assert looked_at(hub, license_)["holder_name"] == "GRANTED"
    assert redeemed(hub, code)["code"] == "PresentationRedeemed"
    other = ECKey.generate_key("P-256")
    assert redeemed(hub, signed(other, made["name"]))["code"] == "PresentationNotFound"
    ending = {"offlinePass": made["offlinePass"]["id"], "idempotencyKey": key()}
    ended = hub.do("endOffline", "... on OfflinePass { state }", by="adult", **ending)
    assert ended["state"] == "WITHDRAWN"
    assert looked_at(hub, license_) == "LicenseNotFound"
    assert redeemed(hub, signed(phone, made["name"]))["code"] == "PresentationExpired"
    listing = "{ authorizations(kind: PRESENTATION) { ... on OfflinePass { id state } } }"
    told = hub.ask(listing, by="adult")["authorizations"]
    assert {"id": made["offlinePass"]["id"], "state": "WITHDRAWN"} in told


def signed(phone: ECKey, name: str) -> str:
    """Sign a code as a phone does."""
    issued = int(datetime.now(UTC).timestamp())
    claims = {"pass": name, "iat": issued, "exp": issued + 60, "jti": key()}
    header = {"alg": "ES256", "typ": TYPE}
    return jws.serialize_compact(header, json.dumps(claims).encode(), phone)


def test_a_key_of_no_curve_and_too_many_hours_are_refused(hub: Hub) -> None:
    good = ECKey.generate_key("P-256").as_dict(private=False)
    public = {name: good[name] for name in ("kty", "crv", "x", "y")}
    for changed, code in (
        ({"publicKey": public | {"x": "AAAA"}}, "PublicKeyInvalid"),
        ({"publicKey": public | {"crv": "P-384"}}, "PublicKeyInvalid"),
        ({"hours": 25}, "HoursInvalid"),
    ):
        stated: dict[str, object] = {
            "license": hub.license_id("adult-identity", "adult"),
            "fields": FIELDS,
            "publicKey": public,
            "hours": 4,
            "idempotencyKey": key(),
        }
        assert hub.do("prepareOffline", PASS, "", by="adult", **stated | changed)["code"] == code


def test_only_a_recognized_application_shows_licenses(hub: Hub) -> None:
    made = shown(hub)
    with hub.database() as owner:
        owner.execute("UPDATE showing_application SET withdrawn_at = now()")
        try:
            assert shown(hub)["code"] == "ApplicationNotRecognized"
            assert redeemed(hub, made["code"])["code"] == "ApplicationNotRecognized"
        finally:
            owner.execute("UPDATE showing_application SET withdrawn_at = NULL")
