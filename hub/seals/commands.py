"""Register seals and roots of trust, and revoke seals (电子印章的登记与吊销)."""

from hashlib import sha256
from typing import Final

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.call import Call
from hub.clock import now
from hub.crypto.envelope import Envelopes
from hub.db.ids import new_id
from hub.identity.model import Organization
from hub.identity.refusals import OrganizationUnknown
from hub.identity.terms import OrganizationKind, Role
from hub.seals.model import SealRoot, SealRow
from hub.seals.refusals import (
    OwnerNeeded,
    RevocationReasonNeeded,
    SealNumberTaken,
    SealRevokedAlready,
    SealsReserved,
    SealUnknown,
)
from hub.seals.wishes import RegisterSeal, RevokeSeal

LONGEST_REASON: Final = 200

_OWNS = text("SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = 'seal'::regclass")


async def _as_owner(db: AsyncSession) -> None:
    """Take up the login user's own rights for the rest of the transaction: the Writer has none.

    Raises: OwnerNeeded.
    """
    await db.execute(text("SET LOCAL ROLE NONE"))
    if not await db.scalar(_OWNS):
        raise OwnerNeeded


async def trust_root(db: AsyncSession, certificate: bytes) -> None:
    """Trust a certificate authority: what it certified can be verified from now on.

    Raises: OwnerNeeded.
    """
    await _as_owner(db)
    root = {"fingerprint": sha256(certificate).digest(), "certificate": certificate}
    trusted = insert(SealRoot).values(**root, trusted_from=now())
    await db.execute(trusted.on_conflict_do_nothing())


async def register_seal(db: AsyncSession, envelopes: Envelopes, wish: RegisterSeal) -> SealRow:
    """Register a seal of an organization; its private key is kept encrypted.

    Raises: OwnerNeeded, OrganizationUnknown, SealNumberTaken.
    """
    await _as_owner(db)
    organization = await db.scalar(
        select(Organization).where(Organization.code == wish.organization)
    )
    if organization is None:
        raise OrganizationUnknown
    if await db.scalar(select(SealRow.id).where(SealRow.number == wish.number)) is not None:
        raise SealNumberTaken
    seal_id = new_id()
    row = SealRow(
        id=seal_id,
        number=wish.number,
        organization_id=organization.id,
        name_zh=wish.name_zh,
        certificate=wish.certificate,
        seal=wish.seal,
        picture=wish.picture,
        private_key=envelopes.seal(wish.private_key, seal_id.bytes),
        valid_from=wish.valid_from,
        valid_until=wish.valid_until,
        registered_at=now(),
    )
    db.add(row)
    await db.flush()
    return row


async def revoke_seal(call: Call, wish: RevokeSeal, *, key: str | None = None) -> SealRow:
    """Revoke a seal (吊销印章): nothing is sealed under it any more; what was stays as it was.

    Raises: SealsReserved, SealUnknown, SealRevokedAlready, RevocationReasonNeeded.
    """
    async with call.act("revoke_seal", key=key, wish=wish) as act:
        await _demand_security(act.db, call)
        if not 1 <= len(wish.reason.strip()) <= LONGEST_REASON:
            raise RevocationReasonNeeded(most=LONGEST_REASON)
        held = select(SealRow).where(SealRow.number == wish.number).with_for_update()
        row = await act.db.scalar(held)
        if row is None:
            raise SealUnknown(number=wish.number)
        act.subject = str(row.id)
        if act.replayed:
            return row
        if row.revoked_at is not None:
            raise SealRevokedAlready(number=row.number)
        row.revoked_at, row.revoked_for = call.moment, wish.reason.strip()
        return row


async def _demand_security(db: AsyncSession, call: Call) -> None:
    acting = call.caller.organization
    if acting is None or Role.SECURITY_ADMIN not in call.caller.roles:
        raise SealsReserved
    organization = await db.get_one(Organization, acting.id)
    if organization.kind is not OrganizationKind.DATA_CENTER:
        raise SealsReserved
