"""The limits as data: how much each class of caller may spend in a while."""

from typing import Final, NamedTuple

import msgspec

from hub.identity.callers import Caller
from hub.settings import Settings

SPANS: Final = {"second": 1, "minute": 60, "hour": 3600}


class Limit(msgspec.Struct, frozen=True):
    """So much in so many seconds; a strict one is never looser, whatever fails."""

    name: str
    amount: int
    seconds: int
    strict: bool = False

    @property
    def restore_rate(self) -> float:
        """Return how much is given back each second."""
        return round(self.amount / self.seconds, 2)

    def wait(self, cost: int) -> int:
        """Return after how many seconds as much as a cost is given back."""
        return min(self.seconds, -(-cost * self.seconds // self.amount))


class Level(NamedTuple):
    """What a caller may still spend, at once and in all, and what is given back each second."""

    available: int
    maximum: int
    restore_rate: float


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """The limit of each class of caller, and what one request may cost."""

    holder: Limit
    office: Limit
    client: Limit
    address: Limit
    everyone: Limit
    objections: Limit
    all_objections: Limit
    request: int

    def of(self, caller: Caller) -> Limit:
        """Return the limit of a caller with a name."""
        if caller.organization is None:
            return self.holder
        return self.client if caller.client else self.office


def limits_of(settings: Settings) -> Limits:
    """Return the limits that the settings name."""
    return Limits(
        holder=_limit("holder", settings.rate_holder),
        office=_limit("office", settings.rate_office),
        client=_limit("client", settings.rate_client),
        address=_limit("address", settings.rate_address, strict=True),
        everyone=_limit("everyone", settings.rate_everyone, strict=True),
        objections=_limit("objections", settings.rate_objections, strict=True),
        all_objections=_limit("all_objections", settings.rate_all_objections, strict=True),
        request=settings.request_cost,
    )


def _limit(name: str, written: str, *, strict: bool = False) -> Limit:
    amount, _, span = written.partition("/")
    return Limit(name, int(amount), SPANS[span], strict)
