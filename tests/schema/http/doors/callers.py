"""Every kind of caller, and how one signs in at a lower assurance than usual."""

from msgspec.structs import replace

from hub.identity.terms import OrganizationKind
from hub.sample.files import load_organizations, load_personas
from tests.schema.http.asking import ANYONE, Hub

CALLERS = {
    "adult": "a holder, and another natural person to everybody else's things (assurance 3)",
    "foreigner": "another natural person (assurance 3)",
    "physician": "the agent of another company",
    "safety-officer": "the guardian of another child",
    "issuer-civil-affairs": "an official of another department, who issues",
    "reviewer-health": "an official of another department, who answers requests",
    "aggregator-market-regulation": "the client by which another department delivers",
    "power": "the client of another partner",
    "power-clerk": "the clerk of another partner",
    "publisher": "the data center",
    "supervisor": "the supervisor",
    ANYONE: "nobody known",
}
"""By persona: which kind of caller it is. Each is asked at every row; a row's party and whom it
names are asked besides."""

PARTNERS = {one.code for one in load_organizations() if one.kind is OrganizationKind.PARTNER}

AT = "@"
"""`adult@1` is the adult, signed in at assurance 1."""


def lower(party: str) -> list[str]:
    """Return the same person at each lower assurance; a machine and nobody have none."""
    persona = load_personas().get(party)
    if persona is None or persona.client:
        return []
    return [f"{party}{AT}{level}" for level in range(1, persona.acr)]


def of_a_partner(caller: str) -> bool:
    """Tell whether a caller acts for a partner enterprise."""
    persona = load_personas().get(caller.partition(AT)[0])
    return persona is not None and persona.organization in PARTNERS


def signed_in(hub: Hub, caller: str) -> str:
    """Let a caller sign in, and return the name to ask by."""
    name, _, level = caller.partition(AT)
    if level and caller not in hub.tokens:
        persona = replace(load_personas()[name], acr=int(level))
        hub.tokens[caller] = hub.issuer.mint(persona)
    return caller
