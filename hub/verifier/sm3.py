"""The digest SM3 (GB/T 32905): OpenSSL's where Python has it, else in pure Python."""

import hashlib
from collections.abc import Callable
from struct import pack, unpack

BLOCK, WORD = 64, 0xFFFFFFFF
START = (
    *(0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600),
    *(0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E),
)
EARLY, TURN = 0x79CC4519, 0x7A879D8A
FIRST_ROUNDS, ROUNDS = 16, 64


def sm3(data: bytes) -> bytes:
    """Return the SM3 digest of some bytes."""
    return DIGEST(data)


def pure_sm3(data: bytes) -> bytes:
    """Return the SM3 digest, without OpenSSL."""
    padded = data + b"\x80" + bytes(-(len(data) + 9) % BLOCK) + pack(">Q", 8 * len(data))
    state: tuple[int, ...] = START
    for at in range(0, len(padded), BLOCK):
        state = _compress(state, padded[at : at + BLOCK])
    return pack(">8I", *state)


def _turn(word: int, by: int) -> int:
    by %= 32
    return (word << by | word >> 32 - by) & WORD


def _expand(block: bytes) -> list[int]:
    words = list(unpack(">16I", block))
    for at in range(16, 68):
        mixed = words[at - 16] ^ words[at - 9] ^ _turn(words[at - 3], 15)
        mixed ^= _turn(mixed, 15) ^ _turn(mixed, 23)
        words.append(mixed ^ _turn(words[at - 13], 7) ^ words[at - 6])
    return words


def _compress(state: tuple[int, ...], block: bytes) -> tuple[int, ...]:
    words = _expand(block)
    a, b, c, d, e, f, g, h = state
    for at in range(ROUNDS):
        early = at < FIRST_ROUNDS
        ss1 = _turn(_turn(a, 12) + e + _turn(EARLY if early else TURN, at) & WORD, 7)
        ff = a ^ b ^ c if early else a & b | a & c | b & c
        gg = e ^ f ^ g if early else e & f | ~e & g
        tt1 = ff + d + (ss1 ^ _turn(a, 12)) + (words[at] ^ words[at + 4]) & WORD
        tt2 = gg + h + ss1 + words[at] & WORD
        a, b, c, d = tt1, a, _turn(b, 9), c
        e, f, g, h = tt2 ^ _turn(tt2, 9) ^ _turn(tt2, 17), e, _turn(f, 19), g
    return tuple(old ^ new for old, new in zip(state, (a, b, c, d, e, f, g, h), strict=True))


def fastest() -> Callable[[bytes], bytes]:
    """Return the function that digests here."""
    try:
        hashlib.new("sm3", b"")
    except ValueError:  # this Python's OpenSSL has none
        return pure_sm3
    return lambda data: hashlib.new("sm3", data).digest()


DIGEST = fastest()
