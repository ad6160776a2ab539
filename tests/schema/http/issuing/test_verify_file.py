"""Anybody verifies a file, step by step, and learns where its license stands now."""

import base64
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from hub.crypto.sm2 import LibcryptoSigner
from hub.documents.paper import Line, Paper
from hub.documents.pdf import seal_pdf
from hub.documents.typesetting import typeset
from hub.issuing.papers import paper_of
from hub.seals.authority import create_authority
from hub.seals.certificates import Holder
from hub.seals.held import HeldSeal
from hub.seals.stamping import Stamper
from hub.seals.structures import read_seal
from tests.schema.http.asking import Hub
from tests.schema.http.issuing.making import CASE, CLERK, SHOWN, happened, issued, key, like
from tests.schema.http.issuing.test_documents import link

REPORT = """query ($f: String!) { verifyFile(file: $f) {
    kind genuine lacking identifier version
    steps { name outcome code messageZh messageEn where }
    seals { number holderCode state }
    license { state current issuer { code } }
    since { event }
} }"""
BUREAU = "11519999MB9910019M"


def document(hub: Hub, license_: str, kind: str = "PDF") -> bytes:
    """Return a sealed file, as the holder downloads it."""
    answer = hub.client.get(link(hub, license_, kind=kind), headers=hub.headers("agent"))
    assert answer.status_code == 200, answer.text
    return answer.content


def report(hub: Hub, data: bytes) -> dict[str, Any]:
    """Return what anybody is told of a file."""
    found: dict[str, Any] = hub.ask(REPORT, f=base64.b64encode(data).decode())["verifyFile"]
    return found


@pytest.mark.parametrize("kind", ["PDF", "OFD"])
def test_a_genuine_file_tells_where_its_license_stands(hub: Hub, kind: str) -> None:
    made = issued(hub)
    told = report(hub, document(hub, made["license"], kind))
    assert (told["kind"], told["genuine"]) == (kind, True), told["steps"]
    assert (told["identifier"], told["version"]) == (made["identifier"], 1)
    assert [(seal["holderCode"], seal["state"]) for seal in told["seals"]] == [(BUREAU, "GOOD")]
    assert told["license"] == {"state": "IN_FORCE", "current": True, "issuer": {"code": BUREAU}}
    assert told["since"] == []
    assert {step["outcome"] for step in told["steps"]} <= {"PASSED", "NOTED", "NOT_CHECKED"}


def test_an_older_file_verifies_as_superseded_and_an_ended_one_as_ended(hub: Hub) -> None:
    license_ = issued(hub)["license"]
    old = document(hub, license_)
    wish = {"license": license_, "case": CASE, "idempotencyKey": key()}
    hub.do("changeLicense", SHOWN, by=CLERK, **wish, face={"company_type": "股份有限公司"})
    told = report(hub, old)
    assert told["genuine"]
    assert told["license"]["current"] is False
    assert told["since"] == [{"event": "CHANGED"}]
    new = document(hub, license_)
    assert report(hub, new)["license"]["current"] is True
    happened(hub, "suspendLicense", license_)
    assert report(hub, new)["license"]["state"] == "SUSPENDED"
    happened(hub, "cancelLicense", license_)
    told = report(hub, new)
    assert (told["genuine"], told["license"]["state"]) == (True, "CANCELLED")
    assert [one["event"] for one in told["since"]] == ["SUSPENDED", "CANCELLED"]


@pytest.mark.parametrize("kind", ["PDF", "OFD"])
def test_one_altered_bit_is_named_and_nothing_is_told_of_the_license(hub: Hub, kind: str) -> None:
    data = bytearray(document(hub, issued(hub)["license"], kind))
    data[len(data) // 3] ^= 1
    told = report(hub, bytes(data))
    assert not told["genuine"]
    assert told["license"] is None
    failed = [step for step in told["steps"] if step["outcome"] == "FAILED"]
    assert failed
    assert all(step["messageZh"] and step["messageEn"] for step in failed)


def test_a_seal_of_another_authority_proves_nothing(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = datetime(2026, 1, 5, tzinfo=UTC)
    false = create_authority(start).make_seal(Holder("成都市市场监管局", BUREAU), "1", start)
    genuine = HeldSeal.for_document

    def forged(seal: HeldSeal, name: str, moment: datetime) -> Any:  # noqa: ANN401 - a stamp
        signer = LibcryptoSigner(false.private_key)
        own = Stamper(read_seal(false.seal), false.certificate, signer)
        held = HeldSeal(seal.id, seal.organization_id, seal.picture, 20_000, own)
        return genuine(held, name, moment)

    monkeypatch.setattr(HeldSeal, "for_document", forged)
    made = issued(hub)
    monkeypatch.undo()
    told = report(hub, document(hub, made["license"]))
    assert not told["genuine"]
    assert "CERTIFICATE_UNKNOWN" in {step["code"] for step in told["steps"]}
    assert told["license"] is None


def test_the_seal_of_another_department_proves_nothing(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    used: list[HeldSeal] = []
    genuine = HeldSeal.for_document

    def borrowed(seal: HeldSeal, name: str, moment: datetime) -> Any:  # noqa: ANN401 - a stamp
        used.append(seal)
        return genuine(used[0], name, moment)

    monkeypatch.setattr(HeldSeal, "for_document", borrowed)
    issued(hub, by="issuer-civil-affairs", **like("marriage"))
    made = issued(hub)
    monkeypatch.undo()
    told = report(hub, document(hub, made["license"]))
    assert [seal["state"] for seal in told["seals"]] == ["GOOD"]
    assert (told["genuine"], told["lacking"], told["license"]) == (False, True, None)


def test_another_face_under_the_very_seal_and_link_proves_nothing(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamps: list[Any] = []
    papers: list[Paper] = []
    genuine, shown = HeldSeal.for_document, paper_of

    def kept_stamp(seal: HeldSeal, name: str, moment: datetime) -> Any:  # noqa: ANN401 - a stamp
        stamps.append(genuine(seal, name, moment))
        return stamps[-1]

    def kept_paper(*said: Any) -> Paper:  # noqa: ANN401 - whatever a paper is made of
        papers.append(shown(*said))
        return papers[-1]

    monkeypatch.setattr(HeldSeal, "for_document", kept_stamp)
    monkeypatch.setattr("hub.issuing.workshop.paper_of", kept_paper)
    issued(hub)
    monkeypatch.undo()
    assert report(hub, seal_pdf(typeset(papers[-1]), stamps[-1:]))["identifier"]
    false = msgspec.structs.replace(papers[-1], lines=(Line("类型", "Type", "上市公司"),))
    told = report(hub, seal_pdf(typeset(false), stamps[-1:]))
    assert [seal["state"] for seal in told["seals"]] == ["GOOD"]
    assert (told["genuine"], told["lacking"], told["license"]) == (False, True, None)


@pytest.mark.parametrize("file", ["", "no base64!", "A" * 1_000_001])
def test_what_is_no_file_is_refused(hub: Hub, file: str) -> None:
    assert hub.refusal(REPORT, f=file)["code"] in {"FileUnreadable", "RequestUnreadable"}


def test_any_other_bytes_are_no_license(hub: Hub) -> None:
    told = report(hub, b"hello")
    assert (told["kind"], told["genuine"], told["license"]) == ("UNKNOWN", False, None)


def test_a_seal_revoked_since_keeps_what_it_sealed(hub: Hub) -> None:
    made = issued(hub)
    data = document(hub, made["license"])
    number = report(hub, data)["seals"][0]["number"]
    wish = {"number": number, "reason": "更换印章", "idempotencyKey": key()}
    hub.do("revokeSeal", "... on Seal { number }", by="security-admin", **wish)
    told = report(hub, data)
    assert told["genuine"]
    assert told["seals"][0]["state"] == "REVOKED_SINCE"
    assert issued(hub)["code"] == "NoSealInForce"
    with hub.database() as owner:
        owner.execute("UPDATE seal SET revoked_at = '2026-01-06' WHERE number = %s", [number])
    told = report(hub, data)
    assert (told["genuine"], told["seals"][0]["state"]) == (False, "REVOKED_BEFORE")
    assert told["license"] is None
