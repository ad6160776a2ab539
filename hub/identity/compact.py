"""Take a compact JWS apart before it is trusted, in the one way it can be written (RFC 7515)."""

import base64
import binascii
import json
from typing import NamedTuple

_SEGMENTS = 3
_DEEPEST = 16


class NotCompact(ValueError):  # noqa: N818 - what a text is, said to nobody outside
    """The text is no compact JWS, or says something twice or in another way than the usual one."""


class Parts(NamedTuple):
    """Header and payload as JSON texts; neither is known to be true yet."""

    header: bytes
    payload: bytes


def parts_of(text: str, largest: int) -> Parts:
    """Return header and payload of a compact JWS.

    Every segment is base64url as RFC 7515 writes it, so that one token has one text; header and
    payload are JSON objects that say nothing twice, so that every reader reads the same, and that
    are not nested without end.

    Raises: NotCompact.
    """
    if len(text) > largest or not text.isascii():
        raise NotCompact
    segments = text.split(".")
    if len(segments) != _SEGMENTS:
        raise NotCompact
    header, payload, _ = (_decoded(segment) for segment in segments)
    _demand_object(header)
    _demand_object(payload)
    return Parts(header, payload)


def _decoded(segment: str) -> bytes:
    try:
        raw = base64.b64decode(segment + "=" * (-len(segment) % 4), b"-_", validate=True)
    except binascii.Error:
        raise NotCompact from None
    if base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != segment:
        raise NotCompact
    return raw


def _demand_object(raw: bytes) -> None:
    try:
        found = json.loads(raw, object_pairs_hook=_without_repeats)
    except (ValueError, RecursionError):
        raise NotCompact from None
    if not isinstance(found, dict) or _is_deeper(found, _DEEPEST):
        raise NotCompact


def _is_deeper(found: object, depth: int) -> bool:
    if not isinstance(found, dict | list):
        return False
    within = found.values() if isinstance(found, dict) else found
    return depth == 0 or any(_is_deeper(one, depth - 1) for one in within)


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise NotCompact
    return found
