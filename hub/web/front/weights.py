"""What paths cost and how large their bodies are, as data, by the first part of the path."""

from typing import Final, NamedTuple

KIBIBYTE: Final = 1024
MEBIBYTE: Final = 1024 * KIBIBYTE

WEIGHTS: Final = {
    "aggregate": 300,
    "cases": 500,
    "copies": 100,
    "documents": 100,
    "exemptions": 30,
    "images": 20,
    "issue": 500,
    "notices": 20,
    "packages": 500,
    "seals": 30,
    "usage": 300,
    "verify": 30,
    "verify-copy": 30,
}
"""Where a caller is known by a token, or is anonymous; `/graphql` is charged by its document."""


class Open(NamedTuple):
    """A path where nobody is known: all who ask there share one limit, apart from other areas."""

    area: str
    weight: int


OPEN: Final = {
    "log": Open("log", 30),
    "oauth": Open("oauth", 100),
    ".well-known": Open("oauth", 10),
    "sign-in": Open("sign-in", 30),
}

LARGEST_BODY: Final = MEBIBYTE
LARGEST_BODIES: Final = {
    "issue": 33 * MEBIBYTE,
    "desk": 33 * MEBIBYTE,
    "aggregate": None,
    "verify": 4 * MEBIBYTE,
    "verify-copy": 4 * MEBIBYTE,
}
"""Bodies that are larger than others; a delivery is a stream, as long as it takes.

Of a sheet, or a file, that is a little too large the endpoint tells itself, by how much.
"""


def part_of(path: str) -> str:
    """Return the first part of a path."""
    return path[1:].partition("/")[0]


def weight_of(path: str) -> int:
    """Return what a request to a path costs its caller."""
    return WEIGHTS.get(part_of(path), 0)
