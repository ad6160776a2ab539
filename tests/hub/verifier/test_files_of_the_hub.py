"""The checker expects what the hub typesets and seals, and misses no flipped bit of it."""

from datetime import timedelta
from random import Random

import pytest
from cryptography.hazmat import asn1

from hub.documents.ofd import ofd_files, seal_ofd
from hub.documents.paper import Stamp as DocumentStamp
from hub.documents.pdf import seal_pdf
from hub.documents.typesetting import typeset
from hub.policy.templates import TEMPLATES
from hub.seals.structures import Signature
from hub.verifier.check import check_file
from hub.verifier.report import Kind, Report
from hub.verifier.seals import read_seal
from tests.hub.documents.papers import IDENTIFIER, LINK, paper
from tests.hub.verifier import files
from tests.hub.verifier.papers import Stamp

FLIPS = 1_500
SEED = 20
ROOTS = [files.MAKER.certificate]


def stamp_of(seal: Stamp, minute: int) -> DocumentStamp:
    """Let a seal of the tests be put where the hub puts its own."""
    at = files.SEALED_AT + timedelta(minutes=minute)
    return DocumentStamp("示例局", at, lambda digest, about: seal.put(digest, about, at), 2000)


STAMPS = [stamp_of(files.SEAL, 1), stamp_of(files.SECOND, 2)]


def judge(data: bytes) -> Report:
    return check_file(data, ROOTS, files.CHECKED_AT)


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
        assert (report.kind, len(report.seals)) == (kind, issuers)
        assert (report.identifier, report.version, report.link) == (IDENTIFIER, 1, LINK)


@pytest.mark.parametrize("kind", [Kind.PDF, Kind.OFD])
def test_a_flipped_bit_is_found_in_a_document_of_the_hub(kind: Kind) -> None:
    data, dice = make(kind, "plain", 2), Random(SEED)
    for place in dice.sample(range(len(data)), FLIPS):
        flipped = bytes([data[place] ^ 1 << dice.randrange(8)])
        assert not judge(data[:place] + flipped + data[place + 1 :]).intact, place


def test_a_document_without_its_second_seal_is_that_of_one_issuer() -> None:
    both, one = (make(Kind.PDF, "plain", issuers) for issuers in (2, 1))
    assert both.startswith(one)
    assert not judge(both[: len(one) + 1]).intact


def test_the_structures_of_the_hub_are_those_of_the_checker() -> None:
    raw = files.SEAL.put(bytes(32), "link", files.SEALED_AT)
    told = asn1.decode_der(Signature, raw)
    assert asn1.encode_der(told) == raw
    seal = read_seal(raw)
    assert asn1.encode_der(told.to_sign) == seal.signed
    assert asn1.encode_der(told.to_sign.seal.info) == seal.made.signed
