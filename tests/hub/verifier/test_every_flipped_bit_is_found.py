"""One flipped bit anywhere in a PDF, an OFD or a package is found and named."""

import re
from collections.abc import Callable, Iterator
from random import Random

import pytest

from hub.verifier import archive, check, ofd, pdf, seals
from hub.verifier.der import BITS, Reader
from hub.verifier.report import Budget, Outcome, Report
from tests.hub.verifier import files

ROOTS = [files.MAKER.certificate]
SAMPLES: dict[str, Callable[[], bytes]] = {
    "pdf": files.pdf,
    "pdf of two issuers": lambda: files.pdf(files.SEAL, files.SECOND),
    "ofd": files.ofd,
    "package": lambda: files.seal_files({"history.json": files.history(), "a.ofd": files.ofd()}),
}
SEED = 34


def judge(data: bytes) -> Report:
    return check.check_file(data, ROOTS, files.CHECKED_AT)


def flipped(data: bytes, dice: Random) -> Iterator[tuple[int, bytes]]:
    """Flip one bit of each byte, one after another."""
    for place in range(len(data)):
        bit = 1 << dice.randrange(8)
        yield place, data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :]


def missed(data: bytes) -> bool:
    """Tell whether a flipped bit goes unnoticed somewhere."""
    return any(judge(other).intact for _, other in flipped(data, Random(SEED)))


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_flipped_bit_at_any_byte_is_found_and_named(kind: str) -> None:
    data = SAMPLES[kind]()
    assert judge(data).intact
    for place, other in flipped(data, Random(SEED)):
        report = judge(other)
        failed = [step for step in report.steps if step.outcome is Outcome.FAILED]
        assert not report.intact, place
        assert failed, place
        assert all(step.zh and step.en for step in failed), place


@pytest.mark.parametrize("kind", ["ofd", "package"])
def test_the_file_inside_that_was_altered_is_named_once(kind: str) -> None:
    data = SAMPLES[kind]()
    for name, content in files.unpacked(data).items():
        place = data.index(content) + len(content) // 2
        report = judge(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        named = [(step.code, step.where) for step in report.steps]
        assert named.count(("FILE_ALTERED", name)) == 1


def test_every_bit_of_the_case_of_hex_digits_counts() -> None:
    sealed = files.pdf()
    start = sealed.index(b"/Contents<") + len(b"/Contents<")
    upper = sealed[:start] + sealed[start : start + 2800].upper() + sealed[start + 2800 :]
    assert upper != sealed
    assert not judge(upper).intact


def without_rebuilding(patch: pytest.MonkeyPatch) -> None:
    def lenient(data: bytes, budget: Budget) -> archive.Unpacked:
        return archive.Unpacked(archive.unpack_archive(data, budget).files, ())

    patch.setattr(ofd, "unpack_archive", lenient)


def without_padding(patch: pytest.MonkeyPatch) -> None:
    def lenient(written: bytes, where: str) -> bytes:
        assert where
        return Reader(bytes.fromhex(written[1:-1].decode())).raw()

    patch.setattr(pdf, "take_seal", lenient)


def without_the_case_of_hex(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(pdf, "HEX", re.compile(rb"<(?:[0-9a-fA-F]{2})+>"))


def without_signatures(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(seals, "verify", lambda *_: True)


def without_whole_bytes(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Reader, "bits", lambda reader: reader.take(BITS)[1:])


SABOTAGED: list[tuple[Callable[[pytest.MonkeyPatch], None], str]] = [
    (without_rebuilding, "ofd"),
    (without_padding, "pdf"),
    (without_the_case_of_hex, "pdf"),
    (without_signatures, "pdf"),
    (without_whole_bytes, "pdf"),
]


@pytest.mark.parametrize(("sabotage", "kind"), SABOTAGED)
def test_a_checker_that_leaves_something_out_misses_a_bit(
    sabotage: Callable[[pytest.MonkeyPatch], None], kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sabotage(monkeypatch)
    assert missed(SAMPLES[kind]())


def test_every_bit_of_what_frames_an_archive_counts() -> None:
    packed = files.seal_files({"a.txt": b"1"})
    framed = [*range(43), *range(len(packed) - 250, len(packed))]
    for place in framed:
        for bit in range(8):
            other = packed[:place] + bytes([packed[place] ^ 1 << bit]) + packed[place + 1 :]
            assert not judge(other).intact, (place, bit)
