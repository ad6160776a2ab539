"""Where a request comes from: an address, or a network where one party has a whole network."""

from contextvars import ContextVar
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from starlette.types import Scope

HELD: Final = 20_000
UNKNOWN: Final = "unknown"
OWN_NETWORK: Final = 64
"""So many bits of an IPv6 address name one party; the rest it chooses itself."""
FORWARDED: Final = b"x-forwarded-for"

address: ContextVar[str] = ContextVar("address", default=UNKNOWN)
"""Where the request that runs comes from; it goes into no log and no record."""


def address_of(scope: Scope, proxies: int) -> str:
    """Return where a request comes from, past so many proxies that are our own."""
    peer = (scope.get("client") or (UNKNOWN,))[0]
    if not proxies:
        return party(peer)
    headers = [value for name, value in scope["headers"] if name == FORWARDED]
    hops = [hop.strip() for value in headers for hop in value.decode("latin-1").split(",")]
    return party(hops[-proxies] if len(hops) >= proxies else peer)


@lru_cache(HELD)
def party(text: str) -> str:
    """Return the party that an address belongs to; what is no address is one party, all of it."""
    try:
        found = ip_address(text)
    except ValueError:
        return UNKNOWN
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ip_network((found, OWN_NETWORK), strict=False))
