"""Read who holds which office in an organization: for its administrators and the data center's."""

from datetime import datetime
from uuid import UUID

import msgspec

from hub.audit.call import Call
from hub.audit.told import all_told, one_told
from hub.identity.directory import Directory, OrganizationFacts
from hub.identity.refusals import OfficeUnknown, OrganizationUnknown
from hub.identity.terms import Role
from hub.offices.refusals import OfficesReserved
from hub.offices.rules import ROLES, roles_given, told_of_offices

_OFFICE = """
SELECT to_jsonb(o) || jsonb_build_object('name', a.name, 'client', a.client_of IS NOT NULL) AS told
FROM office o JOIN account a ON a.id = o.account_id
"""
OFFICES = f"""{_OFFICE} WHERE o.organization_id = $1
    AND ($2 OR (a.active AND (o.until IS NULL OR o.until > $3)))
    AND ($4::uuid IS NULL OR o.id < $4)
ORDER BY o.id DESC LIMIT $5
"""
OFFICE = f"{_OFFICE} WHERE o.id = $1"


class OfficeFacts(msgspec.Struct, frozen=True, kw_only=True):
    """An office, and who holds it."""

    id: UUID
    account_id: UUID
    name: str
    client: bool
    organization_id: int
    role: Role
    since: datetime
    until: datetime | None


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Whose offices are asked for: those that run, or those too that ended."""

    organization: str
    first: int
    ended: bool = False
    after: UUID | None = None


class Offices(msgspec.Struct, frozen=True):
    """An organization, the roles that the caller gives there, and a page of its offices."""

    organization: OrganizationFacts
    roles: list[Role]
    offices: list[OfficeFacts]


async def offices(call: Call, directory: Directory, asked: Asked) -> Offices:
    """Return who holds which office in an organization, the newest first (art. 26).

    Raises: OfficesReserved, OrganizationUnknown.
    """
    organization = directory.by_code.get(asked.organization)
    if not told_of_offices(call.caller, directory, organization):
        raise OfficesReserved
    if organization is None:
        raise OrganizationUnknown
    roles = roles_given(call.caller, directory, organization) & ROLES[organization.kind]
    found = await all_told(
        *(call, OfficeFacts, OFFICES),
        *(organization.id, asked.ended, call.moment, asked.after, asked.first),
    )
    return Offices(organization, [role for role in Role if role in roles], found)


async def office_of(call: Call, directory: Directory, office_id: UUID) -> OfficeFacts:
    """Return an office of an organization whose offices the caller is told of.

    Raises: OfficeUnknown.
    """
    found = await one_told(call, OfficeFacts, OFFICE, office_id)
    organization = directory.by_id.get(found.organization_id) if found else None
    if found is None or not told_of_offices(call.caller, directory, organization):
        raise OfficeUnknown
    return found
