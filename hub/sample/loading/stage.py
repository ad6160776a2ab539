"""The stage: the doors, the keys, and the call of whoever acts next."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import msgspec

from hub.audit.call import Call, Doors
from hub.clock import SHANGHAI, now
from hub.db.ids import new_id
from hub.founding.commands import Founder
from hub.identity.demo import ISSUER
from hub.identity.held import Callers
from hub.identity.terms import Role
from hub.identity.tokens import VerifiedToken
from hub.licenses.keys import LicenseKeys
from hub.sample.files import Persona, load_personas

_TEN_O_CLOCK = time(10, tzinfo=SHANGHAI)
_SIGNED_IN_FOR = timedelta(hours=1)


class Told(msgspec.Struct, frozen=True):
    """How far one step of the loading has come."""

    step: str
    done: int
    total: int


Tell = Callable[[Told], None]


@dataclass(frozen=True)
class Stage:
    """Where the province is loaded."""

    doors: Doors
    keys: LicenseKeys
    tell: Tell
    callers: Callers = field(default_factory=Callers)

    def founder(self) -> Call:
        """Return the call of whoever sets the hub up, before anybody has an account."""
        return self.founding.call()

    @property
    def founding(self) -> Founder:
        """Return whoever sets the hub up."""
        return Founder(self.doors, self.keys, frozenset({ISSUER}))

    async def call(self, persona: str) -> Call:
        """Let a persona call, with the rights that it has by now."""
        async with self.doors.reader.acquire() as connection:
            caller = await self.callers.load(connection, _signed_in(load_personas()[persona]))
        return Call(self.doors, caller)


def persona_in(organization: str, role: Role) -> str:
    """Return the key of somebody who holds an office."""
    return next(
        persona.key
        for persona in load_personas().values()
        if persona.organization == organization and role in persona.roles
    )


def morning(day: date) -> datetime:
    """Return ten o'clock of a day in China."""
    return datetime.combine(day, _TEN_O_CLOCK)


def _signed_in(persona: Persona) -> VerifiedToken:
    """Return what the token of a persona would say."""
    named = new_id().bytes
    return VerifiedToken(
        issuer=ISSUER,
        subject=persona.subject,
        assurance=persona.acr,
        organization=persona.organization,
        expires=(now() + _SIGNED_IN_FOR).timestamp(),
        token_hash=named,
        digest=named,
    )
