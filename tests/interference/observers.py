"""Who asks, how they signed in, and for what purpose: each sees another part of the province."""

from typing import NamedTuple

from hub.audit.call import Call
from hub.policy.facts import Purpose
from tests.make import PURPOSE, Hub


class Observer(NamedTuple):
    """Somebody of the cast, signed in at an assurance, with or without a purpose."""

    who: str
    assurance: int | None = None
    purpose: Purpose | None = None

    @property
    def name(self) -> str:
        """Return a name for reports."""
        level = "" if self.assurance is None else f"-{self.assurance}"
        return f"{self.who}{level}{'-stating-a-purpose' if self.purpose else ''}"

    async def call(self, hub: Hub, number: int = 0) -> Call:
        """Make a call, the same upon every hub: at one moment and under one request id."""
        return await hub.call(
            self.who,
            assurance=self.assurance,
            purpose=self.purpose,
            request_id=f"00000000-0000-7000-8000-{number:012}",
        )


OBSERVERS = (
    Observer("anonymous"),
    Observer("zhang", 1),
    Observer("zhang", 2),
    Observer("zhang", 3),
    Observer("li", 3),
    Observer("agent"),
    Observer("friend"),
    Observer("stranger"),
    Observer("issuer"),
    Observer("issuer", None, PURPOSE),
    Observer("heir", None, PURPOSE),
    Observer("former", None, PURPOSE),
    Observer("teller"),
    Observer("teller", None, PURPOSE),
)
