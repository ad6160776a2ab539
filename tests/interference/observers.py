"""Who asks, how they signed in, and for what purpose: each sees another part of the province."""

from typing import NamedTuple

from hub.audit.call import Call
from hub.policy.facts import Purpose
from tests.make import PURPOSE, Hub
from tests.scenarios import OPENING, purpose


class Observer(NamedTuple):
    """Somebody of the cast, signed in at an assurance, with or without a purpose."""

    who: str
    assurance: int | None = None
    purpose: Purpose | None = None

    @property
    def name(self) -> str:
        """Return a name for reports."""
        level = "" if self.assurance is None else f"-{self.assurance}"
        stated = self.purpose
        why = "" if stated is None else f"-{stated.matter or stated.case_number}"
        return f"{self.who}{level}{why}"

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
    Observer("teller", None, OPENING),
    Observer("delegate", None, OPENING),
    Observer("official", None, OPENING),
    Observer("overseer", None, purpose(None, "OBJ-1")),
)
OUTSIDE = frozenset({"teller", "delegate", "official", "overseer"})
"""Those who hold and issue nothing: whatever others authorize does not concern them."""
