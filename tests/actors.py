"""A fixed cast: who they are, whose licenses they hold, and in which office they act."""

import hashlib
from datetime import UTC, datetime
from typing import NamedTuple

from hub.identity.terms import Level, OrganizationKind, Role
from hub.identity.tokens import VerifiedToken
from tests.entries import OWNER

CITY, HEIR, BANK = "11519999MB9910019M", "11519999MB9900136C", "11519999MB990003XX"
GOVERNMENT = "11519999MB9910000Q"
ORGANIZATIONS = {
    OWNER: (OrganizationKind.DEPARTMENT, Level.PROVINCE),
    GOVERNMENT: (OrganizationKind.GOVERNMENT, Level.CITY),
    CITY: (OrganizationKind.DEPARTMENT, Level.CITY),
    HEIR: (OrganizationKind.DEPARTMENT, Level.PROVINCE),
    BANK: (OrganizationKind.PARTNER, Level.PROVINCE),
}
"""HEIR succeeds to OWNER once OWNER's licenses are made."""

ZHANG, LI, CHILD = "519999199001010017", "519999198506150045", "519999201905050011"
COMPANY = "91519999MA990001XH"
TRUSTED = "https://id.example"
NEVER = datetime(2126, 1, 1, tzinfo=UTC)


class Actor(NamedTuple):
    """Somebody who signs in: an own holder code, holders stood for, an office or a client."""

    code: str | None = None
    stands_for: str | None = None
    office: str | None = None
    client_of: str | None = None
    assurance: int = 3

    @property
    def organization(self) -> str | None:
        """Return for whom the actor acts."""
        return self.office or self.client_of

    @property
    def own(self) -> frozenset[str]:
        """Return the codes of the holders that the actor is or stands for."""
        return frozenset(code for code in (self.code, self.stands_for) if code)


CAST = {
    "zhang": Actor(ZHANG),
    "li": Actor(LI),
    "agent": Actor(stands_for=COMPANY),
    "guardian": Actor(stands_for=CHILD),
    "friend": Actor(),
    "stranger": Actor(),
    "issuer": Actor(office=CITY),
    "heir": Actor(office=HEIR),
    "former": Actor(office=OWNER),
    "teller": Actor(office=BANK),
    "machine": Actor(client_of=BANK, assurance=1),
    "holder_in_office": Actor(office=BANK),
    "official": Actor(office=BANK),
    "overseer": Actor(office=GOVERNMENT),
    "delegate": Actor(),
}
"""`holder_in_office` has grants as a person and acts in a bank."""

LEVELS = {"zhang": (3, 2, 1, 0), "li": (3, 1), "agent": (3, 1)}
"""Assurance levels at which somebody also signs in."""

HOLDER_CODES = {"zhang": ZHANG, "li": LI}
ROLES = {
    CITY: Role.ISSUER,
    HEIR: Role.ISSUER,
    OWNER: Role.ISSUER,
    BANK: Role.USER,
    GOVERNMENT: Role.OVERSEER,
}


def token_of(who: str, assurance: int | None = None) -> VerifiedToken:
    """Return a verified token of an actor, as its verifier would."""
    actor = CAST[who]
    level = actor.assurance if assurance is None else assurance
    text = f"{who}/{level}".encode()
    return VerifiedToken(
        issuer=TRUSTED,
        subject=who,
        assurance=level,
        organization=actor.organization,
        expires=NEVER.timestamp(),
        token_hash=hashlib.sha256(text).digest(),
        digest=hashlib.sha256(b"digest" + text).digest(),
    )
