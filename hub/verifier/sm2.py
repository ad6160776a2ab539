"""Verify SM2 signatures (GB/T 32918.2) over SM3 in pure Python, in Jacobian coordinates."""

from functools import lru_cache

from .sm3 import sm3

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A = P - 3
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
G = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
IDENTITY = b"1234567812345678"
SIZE = 32
Point = tuple[int, int]
Jacobian = tuple[int, int, int]
NOWHERE: Jacobian = (1, 1, 0)


def on_curve(point: Point) -> bool:
    """Tell whether a point is one of the curve, other than infinity."""
    x, y = point
    return 0 <= x < P and 0 <= y < P and (y * y - (x * x * x + A * x + B)) % P == 0


def signing_digest(key: Point, message: bytes, identity: bytes = IDENTITY) -> bytes:
    """Return what is signed: SM3 of ZA (identity, curve, key) and the message."""
    za = (8 * len(identity)).to_bytes(2, "big") + identity
    za += b"".join(number.to_bytes(SIZE, "big") for number in (A, B, *G, *key))
    return sm3(sm3(za) + message)


def verify(key: Point, message: bytes, r: int, s: int) -> bool:
    """Tell whether a signature over a message is good; nothing else is ever raised or told."""
    if not (0 < r < N and 0 < s < N and (r + s) % N and on_curve(key)):
        return False
    return _matches(key, signing_digest(key, message), r, s)


@lru_cache(maxsize=1024)  # one seal is met again in each document of a package
def _matches(key: Point, digest: bytes, r: int, s: int) -> bool:
    x, _, z = _combine(s, (r + s) % N, key)
    if not z:
        return False
    return (int.from_bytes(digest, "big") + x * pow(z, -2, P) % P) % N == r


def _combine(s: int, t: int, key: Point) -> Jacobian:
    """Return [s]G + [t]key, two bits of both at a time."""
    ones, others = _multiples(G), _multiples(key)
    table = [_add(one, other) for one in ones for other in others]
    total = NOWHERE
    for bit in range(254, -2, -2):
        total = _double(_double(total))
        total = _add(total, table[(s >> bit & 3) << 2 | t >> bit & 3])
    return total


def _multiples(point: Point) -> list[Jacobian]:
    one = (*point, 1)
    two = _double(one)
    return [NOWHERE, one, two, _add(two, one)]


def _double(p: Jacobian) -> Jacobian:
    x, y, z = p
    if not z:
        return p
    z2, y2 = z * z % P, y * y % P
    beta = 4 * x * y2 % P
    alpha = 3 * (x - z2) * (x + z2) % P  # for a = -3
    x3 = (alpha * alpha - 2 * beta) % P
    return x3, (alpha * (beta - x3) - 8 * y2 * y2) % P, 2 * y * z % P


def _add(p: Jacobian, q: Jacobian) -> Jacobian:
    if not p[2] or not q[2]:
        return q if not p[2] else p
    z1, z2 = p[2] * p[2] % P, q[2] * q[2] % P
    u1, u2 = p[0] * z2 % P, q[0] * z1 % P
    s1, s2 = p[1] * z2 * q[2] % P, q[1] * z1 * p[2] % P
    if u1 == u2:
        return _double(p) if s1 == s2 else NOWHERE
    h, r = u2 - u1, s2 - s1
    h2 = h * h % P
    h3, v = h * h2 % P, u1 * h2 % P
    x3 = (r * r - h3 - 2 * v) % P
    return x3, (r * (v - x3) - s1 * h3) % P, p[2] * q[2] * h % P
