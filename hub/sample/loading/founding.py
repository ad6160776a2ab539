"""Found the province: its organizations, its people, their offices and whom they stand for."""

from collections.abc import Iterator
from uuid import UUID

from hub.clock import held_at
from hub.founding import wishes
from hub.founding.commands import (
    found_account,
    found_office,
    found_organization,
    found_representation,
    found_succession,
)
from hub.identity.commands import end_representation
from hub.identity.demo import ISSUER
from hub.identity.rules import AccountFacts
from hub.identity.terms import RepresentationKind
from hub.identity.wishes import EndRepresentation, RegisterOrganization, SucceedOrganization
from hub.licenses.holders import Named
from hub.sample.files import (
    FOUNDED,
    REVISED,
    Organization,
    Person,
    Persona,
    load_organizations,
    load_people,
    load_personas,
)
from hub.sample.loading.stage import Stage, Told, morning
from hub.supervision.bodies.commands import designate_body
from hub.supervision.bodies.wishes import DesignateBody

_PUBLIC, _ADMINISTRATOR = "anyone", "system-admin"


async def found_organizations(stage: Stage) -> None:
    """Register the organizations, each after its parent, and let one succeed to another."""
    organizations = load_organizations()
    for done, body in enumerate(organizations, 1):
        await found_organization(stage.founding, _registered(body))
        stage.tell(Told("organizations", done, len(organizations)))
    for body in organizations:
        if body.successor is not None:
            await found_succession(stage.founding, SucceedOrganization(body.code, body.successor))


async def found_people(stage: Stage) -> None:
    """Register everybody who signs in, with their offices and those they stand for."""
    signing_in = {one.subject: one for one in load_personas().values() if one.key != _PUBLIC}
    accounts: dict[str, AccountFacts] = {}
    officers: dict[str, UUID] = {}
    for done, persona in enumerate(signing_in.values(), 1):
        account = await _register(stage, persona)
        if persona.organization is not None and not persona.client:
            officers.setdefault(persona.organization, account.id)
        if persona.holder is not None:
            accounts[persona.holder] = account
        stage.tell(Told("people", done, len(signing_in)))
    await _designate(stage, officers)
    for represented, by, kind in _represented():
        stands_for = _stands_for(represented, kind)
        await found_representation(stage.founding, accounts[by.code], stands_for)
    for company, by in _left():
        stands_for = _stands_for(company, RepresentationKind.AGENT)
        appointed = await found_representation(stage.founding, accounts[by.code], stands_for)
        if appointed is None:
            continue
        with held_at(morning(REVISED)):
            async with stage.founder().act("end_representation", subject=str(appointed)) as act:
                await end_representation(act.db, EndRepresentation(appointed))


def first_known_as(person: Person) -> Named:
    """Return the code type and code that a person was first known by."""
    return person.code_type, person.former_code or person.code


async def _register(stage: Stage, persona: Persona) -> AccountFacts:
    """Register who signs in, with the offices that are theirs from the start."""
    person = next((one for one in load_people().values() if one.code == persona.holder), None)
    founded = wishes.Person(
        issuer=ISSUER,
        subject=persona.subject,
        name=persona.zh,
        holder=_holder(person) if person else None,
        client_of=persona.organization if persona.client else None,
    )
    account, _ = await found_account(stage.founding, founded)
    for role in persona.roles:
        office = wishes.Office(organization=persona.organization or "", role=role)
        await found_office(stage.founding, account, office)
    return account


def _holder(person: Person) -> wishes.Holder:
    code_type, code = first_known_as(person)
    return wishes.Holder(code_type=code_type, code=code)


async def _designate(stage: Stage, officers: dict[str, UUID]) -> None:
    """Let each organization with a designated body have an officer: who signs in for it first."""
    for body in load_organizations():
        if body.designated_body is not None and body.code in officers:
            wish = DesignateBody(
                organization=body.code, body=body.designated_body, officers=(officers[body.code],)
            )
            await designate_body(await stage.call(_ADMINISTRATOR), wish)


def _stands_for(represented: Person, kind: RepresentationKind) -> wishes.StandsFor:
    code_type, code = first_known_as(represented)
    return wishes.StandsFor(code_type=code_type, code=code, kind=kind)


def _represented() -> Iterator[tuple[Person, Person, RepresentationKind]]:
    people = load_people()
    for person in people.values():
        if person.guardian is not None:
            yield person, people[person.guardian], RepresentationKind.GUARDIAN
        if person.agent is not None:
            yield person, people[person.agent], RepresentationKind.AGENT


def _left() -> Iterator[tuple[Person, Person]]:
    people = load_people()
    for company in people.values():
        if company.former_agent is not None:
            yield company, people[company.former_agent]


def _registered(body: Organization) -> RegisterOrganization:
    return RegisterOrganization(
        code=body.code,
        name_zh=body.zh,
        name_en=body.en,
        kind=body.kind,
        level=body.level,
        region=body.region,
        region_as_of=FOUNDED,
        parent=body.parent,
        sector=body.sector,
        designated_body=body.designated_body,
    )
