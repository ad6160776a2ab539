"""Find to whom something is delegated: a person with an account, or a company."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hub.authorizations.delegations.facts import Delegate
from hub.authorizations.delegations.refusals import DelegateInvalid
from hub.authorizations.delegations.wishes import DelegateUse
from hub.authorizations.endings.model import HolderEnd
from hub.db.driver import driver_of
from hub.identity.model import Account
from hub.licenses.holders import find_holders
from hub.licenses.keys import LicenseKeys

COMPANY = "001"
"""The code type of whoever is named by a unified social credit code."""


async def find_delegate(db: AsyncSession, keys: LicenseKeys, wish: DelegateUse) -> Delegate:
    """Return the one person or company that a wish names.

    Raises: DelegateInvalid.
    """
    if wish.person is not None and wish.company is None:
        delegate = await _person(db, wish.person)
    elif wish.company is not None and wish.person is None:
        delegate = await _company(db, keys, wish.company)
    else:
        raise DelegateInvalid
    ended = select(HolderEnd.holder_key).where(HolderEnd.holder_key == delegate.holder_key)
    if await db.scalar(ended) is not None:
        raise DelegateInvalid
    return delegate


async def _person(db: AsyncSession, account_id: UUID) -> Delegate:
    account = await db.get(Account, account_id)
    if account is None or not account.active or account.client_of is not None:
        raise DelegateInvalid
    return Delegate(account.id, account.holder_key)


async def _company(db: AsyncSession, keys: LicenseKeys, code: str) -> Delegate:
    named = (COMPANY, code)
    found = await find_holders(await driver_of(db), keys.holders, [named])
    if named not in found:
        raise DelegateInvalid
    return Delegate(None, found[named])
