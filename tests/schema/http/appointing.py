"""Let administrators appoint and dismiss over HTTP, and sign in in the offices that come of it."""

from itertools import count
from typing import Any

from msgspec.structs import replace

from hub.sample.files import load_personas
from tests.schema.http.asking import Hub

OFFICE = "... on Office { id person name client role until organization { code } }"
LISTED = """query ($of: String!, $ended: Boolean! = false, $first: Int! = 20, $after: String) {
    offices(organization: $of, ended: $ended, first: $first, after: $after) {
        roles offices { id person name client role until } endCursor } }"""
FILM, CENTER, CHENGDU = "11519999MB9900195F", "12519999MB99000993", "11519999MB9910000Q"
SECURITY, SYSTEM = "security-admin", "system-admin"

_numbers = count(1)


def fresh(word: str = "offices") -> str:
    """Return a key, or a subject, that nobody used."""
    return f"{word}-{next(_numbers)}"


def in_office(hub: Hub, persona: str, organization: str) -> str:
    """Let somebody sign in in an office of an organization, and return the name to ask by."""
    name = f"{persona}@{organization}"
    hub.tokens[name] = hub.issuer.mint(load_personas()[persona], office=organization)
    return name


def signed_in(hub: Hub, subject: str, organization: str | None) -> str:
    """Let a subject sign in that no persona has, and return the name to ask by."""
    newcomer = replace(load_personas()["adult"], subject=subject, organization=organization)
    hub.tokens[subject] = hub.issuer.mint(newcomer)
    return subject


def person(hub: Hub, by: str) -> str:
    """Return the id of somebody."""
    return str(hub.ask("{ viewer { id } }", by=by)["viewer"]["id"])


def held(hub: Hub, by: str, organization: str, role: str, **who: object) -> dict[str, Any]:
    """Let somebody hold an office: a person, or else a newcomer of the subject."""
    stated = {"organization": organization, "role": role, "idempotencyKey": fresh()}
    return hub.do("holdOffice", OFFICE, by=by, **stated | who)


def newcomer(hub: Hub, by: str, organization: str, role: str, subject: str = "") -> dict[str, Any]:
    """Let somebody hold an office who has no account."""
    who = {"subject": subject or fresh("newcomer"), "name": "新来人"}
    return held(hub, by, organization, role, newcomer=who)


def left(hub: Hub, by: str, office: str, **said: object) -> dict[str, Any]:
    """End an office."""
    stated = {"office": office, "idempotencyKey": fresh()}
    return hub.do("leaveOffice", OFFICE, by=by, **stated | said)


def listed(hub: Hub, by: str, organization: str, **said: Any) -> dict[str, Any]:  # noqa: ANN401 - variables
    """Return a page of the offices of an organization."""
    told: dict[str, Any] = hub.ask(LISTED, by=by, of=organization, **said)["offices"]
    return told


def administrator(hub: Hub, organization: str, persona: str) -> str:
    """Give an organization a system administrator, once, and return the name to ask by."""
    name = f"{persona}@{organization}"
    if name not in hub.tokens:
        held(hub, SECURITY, organization, "SYSTEM_ADMIN", person=person(hub, persona))
        in_office(hub, persona, organization)
    return name
