"""Which peers there may be, where they are reached, and when something is tried again; pure."""

import re
from datetime import timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

from hub.crypto import sm2
from hub.exchange.refusals import (
    ExchangeReserved,
    PeerAddressInvalid,
    PeerInvalid,
    PeerKeyInvalid,
    PeerUnfit,
)
from hub.exchange.terms import PeerKind
from hub.exchange.wishes import RegisterPeer
from hub.identity.callers import Caller
from hub.identity.directory import OrganizationFacts
from hub.identity.terms import OrganizationKind, Role

MOST_TRIES: Final = 13
"""How often one event is tried at a peer that answers, over more than a day."""
LONGEST_PAUSE: Final = timedelta(hours=6)
LONGEST_REST: Final = timedelta(minutes=15)
OVERLAP: Final = timedelta(days=1)
"""How long messages are signed under a former secret too."""
LONGEST_ADDRESS: Final = 500
LONGEST_NAME: Final = 100
MOST_ENTRIES: Final = 500

_CODE = re.compile(r"[a-z][a-z0-9-]{1,39}")
_FIRST_PAUSE = timedelta(minutes=1)
_FIRST_REST = timedelta(seconds=1)
_ACTING = frozenset({Role.SYSTEM_ADMIN})
_LOOKING = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})
_NAT64 = IPv6Network("64:ff9b::/32")
"""By which IPv6 leads into IPv4 (RFC 6052, 8215)."""
LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_INSIDE = (".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa")


def permit(caller: Caller, acting: OrganizationFacts | None, *, looking: bool = False) -> None:
    """Let the data center's administrators pass, and its auditors where they only look.

    Raises: ExchangeReserved.
    """
    center = acting is not None and acting.kind is OrganizationKind.DATA_CENTER
    roles = _LOOKING if looking else _ACTING
    if not center or caller.client or not roles & caller.roles:
        raise ExchangeReserved


def check_peer(wish: RegisterPeer, organization: OrganizationFacts | None, *, demo: bool) -> None:
    """Let a peer pass that is complete, fits its kind, and may be reached.

    Raises: PeerInvalid, PeerUnfit, PeerAddressInvalid, PeerKeyInvalid.
    """
    if not _CODE.fullmatch(wish.code):
        raise PeerInvalid(field="code")
    for field in ("name_zh", "name_en"):
        if not 1 <= len(getattr(wish, field).strip()) <= LONGEST_NAME:
            raise PeerInvalid(field=field)
    if len(wish.entries) > MOST_ENTRIES:
        raise PeerInvalid(field="entries")
    _check_kind(wish)
    partner = organization is not None and organization.kind is OrganizationKind.PARTNER
    if (
        organization is None
        or not organization.active
        or (partner and wish.kind is not PeerKind.PARTNER)
    ):
        raise PeerUnfit
    check_address(wish.address, wish.kind, demo=demo)


def _check_kind(wish: RegisterPeer) -> None:
    """Let a peer pass that has what its kind needs, and nothing else."""
    if (wish.kind is PeerKind.NATIONAL) != (wish.scenario is not None and wish.matter is not None):
        raise PeerInvalid(field="matter")
    if (wish.kind is PeerKind.PARTNER) == (wish.public_key is not None):
        raise PeerInvalid(field="public_key")
    if wish.new_secret and wish.kind is not PeerKind.PARTNER:
        raise PeerInvalid(field="new_secret")
    if wish.public_key is not None:
        point_of(wish.public_key)


def point_of(written: str) -> bytes:
    """Return the point that a public key is.

    Raises: PeerKeyInvalid.
    """
    try:
        point = bytes.fromhex(written)
    except ValueError:
        raise PeerKeyInvalid from None
    if not sm2.on_curve(point):
        raise PeerKeyInvalid
    return point


def check_address(address: str, kind: PeerKind, *, demo: bool) -> None:
    """Let an address pass; the demonstration may also speak to this machine.

    What a name leads to is looked at again whenever something is sent there.

    Raises: PeerAddressInvalid.
    """
    parts = _parts(address)
    host = (parts.hostname or "").rstrip(".")
    if demo and host in LOCAL and parts.scheme in {"http", "https"}:
        return
    if parts.scheme != "https":
        raise PeerAddressInvalid
    if kind is PeerKind.PARTNER and not _may_be_outside(host):
        raise PeerAddressInvalid


def _parts(address: str) -> SplitResult:
    plain = len(address) <= LONGEST_ADDRESS and address.isascii() and address.isprintable()
    try:
        parts = urlsplit(address)
        known = (parts.port or 443) > 0 and bool(parts.hostname)
    except ValueError:
        raise PeerAddressInvalid from None
    if not plain or not known or parts.username is not None or parts.fragment or " " in address:
        raise PeerAddressInvalid
    return parts


def _may_be_outside(host: str) -> bool:
    """Tell whether a host could lie on the public internet, by its name alone."""
    try:
        return outside(host)
    except ValueError:
        named = re.fullmatch(r"(?!-)[a-z0-9.-]+\.[a-z][a-z0-9-]*[a-z0-9]", host)
        return named is not None and not host.endswith(_INSIDE)


def outside(address: str) -> bool:
    """Tell whether a numeric address lies on the public internet; `ValueError` for no address.

    An IPv6 address that carries one of IPv4 leads wherever that leads.
    """
    found = ip_address(address)
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return outside(str(found.ipv4_mapped))
        if found.sixtofour is not None or found.teredo is not None or found in _NAT64:
            return False
    return found.is_global and not found.is_multicast and not found.is_reserved


def pause(tries: int) -> timedelta:
    """Return how long one event waits after so many tries in vain: twice as long each time."""
    return _doubled(_FIRST_PAUSE, tries, LONGEST_PAUSE)


def rest(failures: int) -> timedelta:
    """Return how long a peer is left alone after so many failures in succession."""
    return _doubled(_FIRST_REST, failures, LONGEST_REST)


def _doubled(first: timedelta, times: int, longest: timedelta) -> timedelta:
    doublings: int = 2 ** min(times - 1, 20)
    return min(first * doublings, longest)
