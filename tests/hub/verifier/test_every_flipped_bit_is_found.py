"""One flipped bit anywhere in a PDF, an OFD or a package is found and named."""

from collections.abc import Callable, Iterator
from random import Random

import pytest

from hub.verifier import check
from hub.verifier.report import Outcome, Report
from tests.hub.verifier import files

ROOTS = [files.MAKER.certificate]
SAMPLES: dict[str, Callable[[], bytes]] = {
    "pdf": files.pdf,
    "pdf of two issuers": lambda: files.pdf(files.SEAL, files.SECOND),
    "ofd": files.ofd,
    "ofd of two issuers, deflated": lambda: files.ofd(files.SEAL, files.SECOND, deflated=True),
    "package": files.package,
}
SEED = 34


def judge(data: bytes) -> Report:
    return check.check_file(data, ROOTS, files.CHECKED_AT)


def flipped(data: bytes, dice: Random) -> Iterator[tuple[int, bytes]]:
    """Flip one bit of each byte, one after another."""
    for place in range(len(data)):
        bit = 1 << dice.randrange(8)
        yield place, data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :]


def missed(data: bytes) -> list[int]:
    """Return where a flipped bit goes unnoticed."""
    return [place for place, other in flipped(data, Random(SEED)) if judge(other).intact]


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


def test_every_bit_of_the_case_of_hex_digits_counts() -> None:
    sealed = files.pdf()
    start = sealed.index(b"/Contents<") + len(b"/Contents<")
    upper = sealed[:start] + sealed[start : start + 2800].upper() + sealed[start + 2800 :]
    assert upper != sealed
    assert not judge(upper).intact
