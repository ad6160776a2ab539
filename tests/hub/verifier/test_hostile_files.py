"""Whatever the bytes are, a check ends soon with a report and raises nothing."""

import time
import zlib
from collections.abc import Callable
from random import Random

import pytest

from hub.verifier.check import check_file
from hub.verifier.markup import XmlError, read_xml
from hub.verifier.report import Kind
from tests.hub.verifier import files

ROOTS = [files.MAKER.certificate]
SEED = 7
SECONDS = 10
MEBIBYTE = 1024 * 1024


def codes(data: bytes) -> set[str]:
    """Check within seconds, and return what was told."""
    began = time.process_time()
    report = check_file(data, ROOTS, files.CHECKED_AT)
    assert time.process_time() - began < SECONDS
    assert not report.intact
    return {step.code for step in report.steps}


@pytest.mark.parametrize("make", [files.pdf, files.ofd, files.package])
def test_a_file_cut_anywhere_is_told_as_such(make: Callable[[], bytes]) -> None:
    data = make()
    for end in range(0, len(data), 97):
        codes(data[:end])
        codes(data[end:] if end else b"")


def test_noise_is_no_file() -> None:
    dice = Random(SEED)
    for start in (b"%PDF-", b"PK\3\4", b""):
        for size in (0, 1, 30, 3000):
            codes(start + dice.randbytes(size))
    assert codes(b"hello") == {"UNKNOWN_KIND"}
    assert check_file(b"", ROOTS, files.CHECKED_AT).kind is Kind.UNKNOWN


def test_pieces_of_files_in_any_order_are_no_file() -> None:
    dice = Random(SEED)
    pieces = [
        data[at : at + 200]
        for data in (files.pdf(), files.package())
        for at in range(0, len(data), 200)
    ]
    for _ in range(300):
        codes(dice.choice([b"%PDF-", b"PK\3\4"]) + b"".join(dice.choices(pieces, k=9)))


def test_a_bomb_is_not_unpacked() -> None:
    bomb = files.archive({"OFD.xml": bytes(31 * MEBIBYTE)}, deflated=True)
    assert "CONTAINER_ALTERED" in codes(bomb)
    assert "TOO_BIG" in codes(b"%PDF-" + bytes(33 * MEBIBYTE))


def test_entries_that_share_their_bytes_share_one_measure() -> None:
    packed = files.archive({"OFD.xml": bytes(MEBIBYTE)})
    directory = packed[-22 - 53 : -22]
    names = [b"OFD.xml", *(b"%03d.xml" % n for n in range(39))]
    lines = b"".join(directory.replace(b"OFD.xml", name) for name in names)
    end = packed[-22:-14] + (40).to_bytes(2, "little") * 2 + len(lines).to_bytes(4, "little")
    assert "TOO_BIG" in codes(packed[: -22 - 53] + lines + end + packed[-6:])


def test_xml_declares_nothing_and_is_not_deep() -> None:
    laughing = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    for raw in (laughing, b"<a>" * 100_000, b"<a>" * 33 + b"</a>" * 33, b"", b"<a>", b"\xff"):
        with pytest.raises(XmlError):
            read_xml(raw)
    name = "Doc_0/Signs/Sign_1/Signature.xml"
    opened = {**files.unpacked(files.ofd()), name: laughing}
    assert "FILE_ALTERED" in codes(files.archive(opened))


def test_many_ranges_are_refused_at_once() -> None:
    sealed = files.pdf()
    told = sealed[sealed.index(b"/ByteRange") :][:60]
    assert codes(sealed + told * 100_000) <= {"KNOWN", "NOT_COVERED"}
    assert codes(b"%PDF-" + b"<pdf:Keywords>" * 500_000) == {"KNOWN", "NOT_SEALED"}


def test_a_report_stays_readable() -> None:
    many = {f"Doc_0/{number}.xml": b"" for number in range(5_000)}
    false = files.archive({**files.unpacked(files.ofd()), **many})
    report = check_file(false, ROOTS, files.CHECKED_AT)
    assert not report.intact
    assert len(report.steps) < 200


def test_names_in_an_archive_lead_nowhere() -> None:
    for name in ("../a", "/a", "a/../b", "a//b", "a\x1b[2J", "."):
        told = codes(files.archive({"OFD.xml": b"<x/>", name: b""}))
        assert "CONTAINER_ALTERED" in told, name


def test_a_root_that_is_none_trusts_nobody() -> None:
    report = check_file(files.pdf(), [b"", b"0", zlib.compress(b"x")], files.CHECKED_AT)
    assert "CERTIFICATE_UNKNOWN" in {step.code for step in report.steps}
