"""The tree of RFC 6962: known roots, and every proof of the hub holds for the checker."""

from hashlib import sha256
from itertools import pairwise

import pytest

from hub.audit.transparency.tree import (
    EMPTY,
    At,
    Span,
    appended,
    consistency,
    inclusion,
    leaf_hash,
    nodes_in,
    nodes_of,
    root_of,
    span_hash,
    tree_of,
)
from hub.verifier import log as verifier

LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
"""The roots of the first 0, 1, … 8 leaves, as the reference implementations of RFC 6962 test."""

SIZES = range(1, 34)
HASHES = [leaf_hash(sha256(bytes([place])).digest()) for place in SIZES]
TREE = tree_of(HASHES)


def naive(hashes: list[bytes]) -> bytes:
    """Return a root by the words of RFC 6962, 2.1."""
    if len(hashes) == 1:
        return hashes[0]
    half = max(2**power for power in range(9) if 2**power < len(hashes))
    return sha256(b"\x01" + naive(hashes[:half]) + naive(hashes[half:])).digest()


def point(size: int) -> verifier.Checkpoint:
    """Return what a checkpoint of a size says."""
    return verifier.Checkpoint(size, root_of(HASHES[:size]), None)


@pytest.mark.parametrize("size", range(9))
def test_the_known_roots(size: int) -> None:
    assert root_of([leaf_hash(leaf) for leaf in LEAVES[:size]]).hex() == ROOTS[size]
    assert EMPTY.hex() == ROOTS[0]


@pytest.mark.parametrize("size", SIZES)
def test_the_root_is_that_of_the_words_of_the_rfc(size: int) -> None:
    assert root_of(HASHES[:size]) == naive(HASHES[:size])


@pytest.mark.parametrize("size", SIZES)
def test_each_leaf_is_proved_and_no_other(size: int) -> None:
    for index in range(size):
        path = [span_hash(span, TREE.__getitem__) for span in inclusion(index, size)]
        told = (size, path, point(size).root)
        assert verifier.included(HASHES[index], index, *told)
        others = {other for other in range(-1, size + 1) if other != index}
        assert not any(verifier.included(HASHES[index], other, *told) for other in others)
        assert not verifier.included(HASHES[index - 1], index, *told) or size == 1
        assert not verifier.included(HASHES[index], index, size, [*path, EMPTY], told[2])
        assert not path or not verifier.included(HASHES[index], index, size, path[1:], told[2])


@pytest.mark.parametrize("size", SIZES)
def test_each_older_tree_is_proved_and_no_other(size: int) -> None:
    for old in range(1, size + 1):
        path = [span_hash(span, TREE.__getitem__) for span in consistency(old, size)]
        assert verifier.continued(point(old), point(size), path)
        forged = verifier.Checkpoint(old, EMPTY, None)
        assert not verifier.continued(forged, point(size), path)
        for place in range(len(path)):
            broken = [*path[:place], EMPTY, *path[place + 1 :]]
            assert not verifier.continued(point(old), point(size), broken)
        assert not verifier.continued(point(old), point(size), [*path, EMPTY])


@pytest.mark.parametrize(("size", "more"), list(pairwise(SIZES))[::3])
def test_growing_needs_the_roots_of_perfect_subtrees_alone(size: int, more: int) -> None:
    kept = {at: TREE[at] for at in nodes_of(Span(0, size))}
    assert len(kept) == size.bit_count()
    grown = nodes_in(appended(size, HASHES[size : size + more], kept.__getitem__))
    assert kept | grown == {at: TREE[at] for at in kept | grown}
    assert At(0, size) in grown
