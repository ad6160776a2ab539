"""Find a license that an act names, and where the caller's office stands to it."""

from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hub.identity.callers import Caller
from hub.identity.directory import Directory
from hub.issuing.refusals import LicenseNotYours
from hub.issuing.rules import Place
from hub.issuing.wishes import LicenseNamed
from hub.licenses.drafts import Key

# The locator keeps the code that a license was issued under, whoever has succeeded its issuer.
_FIND = text("""
SELECT l.id, l.holder_key, l.entry_id, l.issuer_id, l.serial, l.version, l.identifier, l.revision,
    l.issued_on, l.holders, l.co_issuers, l.origin, k.issuer_code
FROM license l JOIN license_locator k ON k.identifier = l.identifier
WHERE l.holder_key = :holder_key AND l.id = :license_id
""")


class KnownLicense(msgspec.Struct, frozen=True, kw_only=True):
    """A license as whoever makes its next version needs to know it."""

    id: UUID
    holder_key: UUID
    entry_id: int
    issuer_id: int
    serial: str
    version: int
    identifier: str
    revision: int
    issued_on: date | None
    holders: list[UUID]
    co_issuers: list[int] | None
    origin: str
    issuer_code: str

    @property
    def key(self) -> Key:
        """Return what the license is known by at its issuer."""
        return self.entry_id, self.issuer_code, self.serial


async def find_license(db: AsyncSession, named: LicenseNamed) -> KnownLicense:
    """Return a license.

    Raises: LicenseNotYours.
    """
    keys = {"holder_key": named.holder_key, "license_id": named.license_id}
    row = (await db.execute(_FIND, keys)).mappings().first()
    if row is None:
        raise LicenseNotYours
    return msgspec.convert(dict(row), KnownLicense)


def places_of(caller: Caller, directory: Directory, license_: KnownLicense) -> set[Place]:
    """Return where the caller's office stands to a license."""
    found = set()
    issuers = {license_.issuer_id, *(license_.co_issuers or ())}
    if issuers & set(caller.issuer_organizations):
        found.add(Place.ISSUER)
    present = directory.present(license_.issuer_id)
    above = {organization.id for organization in directory.ancestors(present.id)}
    if caller.organization is not None and caller.organization.id in above:
        found.add(Place.ABOVE)
    return found
