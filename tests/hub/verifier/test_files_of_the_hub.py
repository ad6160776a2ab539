"""The checker expects what the hub typesets and seals, and misses no flipped bit of it."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from cryptography.hazmat import asn1

from hub.crypto.sm2 import LibcryptoSigner
from hub.documents.ofd import ofd_files, seal_ofd
from hub.documents.paper import Stamp
from hub.documents.pdf import seal_pdf
from hub.documents.typesetting import typeset
from hub.policy.templates import TEMPLATES
from hub.seals.authority import create_authority
from hub.seals.certificates import Holder
from hub.seals.stamping import Stamper
from hub.seals.structures import Signature
from hub.seals.structures import read_seal as read_hub_seal
from hub.verifier.check import check_file
from hub.verifier.report import Kind, Outcome, Report
from hub.verifier.seals import read_seal
from tests.hub.documents.papers import IDENTIFIER, LINK, paper
from tests.hub.verifier import files

FLIPS = 1_500
SEED = 20
FOUNDED = datetime(2026, 1, 5, tzinfo=UTC)
SEALED_AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = datetime(2033, 1, 1, tzinfo=UTC)
BUREAUS = (
    Holder("示例市市场监督管理局", "11519999MB9910019M"),
    Holder("示例市民政局", "11519999MB99000216"),
)
AUTHORITY = create_authority(FOUNDED)


def stamp_of(bureau: Holder, minute: int) -> Stamp:
    """Let the hub's authority make a seal, and the hub put it where it puts seals."""
    made = AUTHORITY.make_seal(bureau, f"5199000000000{minute}", FOUNDED)
    signer = LibcryptoSigner(made.private_key)
    stamper = Stamper(read_hub_seal(made.seal), made.certificate, signer)
    at = SEALED_AT + timedelta(minutes=minute)
    return Stamp(bureau.name, at, lambda digest, about: stamper.stamp(digest, at, about))


STAMPS = [stamp_of(bureau, minute) for minute, bureau in enumerate(BUREAUS, start=1)]


def judge(data: bytes, at: datetime = files.CHECKED_AT) -> Report:
    return check_file(data, [AUTHORITY.certificate], at)


def make(kind: Kind, template: str, issuers: int) -> bytes:
    """Make a document as the hub does."""
    said, stamps = paper(template), STAMPS[:issuers]
    if kind is Kind.PDF:
        return seal_pdf(typeset(said), stamps)
    return seal_ofd(ofd_files(said), stamps)


@pytest.mark.parametrize("template", sorted(TEMPLATES))
@pytest.mark.parametrize("kind", [Kind.PDF, Kind.OFD])
def test_a_document_of_one_issuer_or_of_two_is_intact(kind: Kind, template: str) -> None:
    for issuers in (1, 2):
        report = judge(make(kind, template, issuers))
        assert report.intact, report.steps
        told = [(seal.holder, seal.holder_code, seal.name) for seal in report.seals]
        assert told == [(each.name, each.code, each.name) for each in BUREAUS[:issuers]]
        assert report.kind is kind
        assert (report.identifier, report.version, report.link) == (IDENTIFIER, 1, LINK)


@pytest.mark.parametrize("kind", [Kind.PDF, Kind.OFD])
def test_a_flipped_bit_is_found_in_a_document_of_the_hub(kind: Kind) -> None:
    data, dice = make(kind, "plain", 2), Random(SEED)
    for place in dice.sample(range(len(data)), FLIPS):
        flipped = bytes([data[place] ^ 1 << dice.randrange(8)])
        assert not judge(data[:place] + flipped + data[place + 1 :]).intact, place


@pytest.mark.parametrize("kind", [Kind.PDF, Kind.OFD])
def test_a_document_outlives_the_certificates_of_its_seals(kind: Kind) -> None:
    report = judge(make(kind, "plain", 2), LATER)
    assert report.intact
    noted = [step.code for step in report.steps if step.outcome is Outcome.NOTED]
    assert noted == ["CERTIFICATE_EXPIRED_SINCE"] * 2
    other = check_file(make(kind, "plain", 2), [create_authority(FOUNDED).certificate], LATER)
    assert {step.code for step in other.steps if step.outcome is Outcome.FAILED} == {
        "CERTIFICATE_UNKNOWN"
    }


def test_a_document_without_its_second_seal_is_what_the_first_one_sealed() -> None:
    both = make(Kind.PDF, "plain", 2)
    seam = both.index(b"%%EOF\n", both.index(b"/ByteRange")) + len(b"%%EOF\n")
    assert [seal.holder for seal in judge(both[:seam]).seals] == [BUREAUS[0].name]
    assert judge(both[:seam]).intact
    assert not judge(both[: seam + 1]).intact


def test_the_structures_of_the_hub_are_those_of_the_checker() -> None:
    raw = files.SEAL.put(bytes(32), "link", files.SEALED_AT)
    told = asn1.decode_der(Signature, raw)
    assert asn1.encode_der(told) == raw
    seal = read_seal(raw)
    assert asn1.encode_der(told.to_sign) == seal.signed
    assert asn1.encode_der(told.to_sign.seal.info) == seal.made.signed
