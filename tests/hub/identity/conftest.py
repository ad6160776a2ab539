"""What the tests of identity share: a session that commits, and a small province."""

from collections.abc import AsyncIterator
from datetime import date

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from hub.identity.commands import register_account, register_organization
from hub.identity.model import Account, Organization
from hub.identity.terms import Level, OrganizationKind
from hub.identity.wishes import RegisterAccount, RegisterOrganization
from tests.forge import ISSUER

OLD, NEW, BANK = "11519999MB9900013B", "11519999MB99000216", "91519999MA9900036C"


def wish(code: str, **changes: object) -> RegisterOrganization:
    """An organization to be registered."""
    said = {
        "code": code,
        "name_zh": "示例机构",
        "name_en": "Sample organization",
        "kind": OrganizationKind.DEPARTMENT,
        "level": Level.CITY,
        "region": "510100",
        "region_as_of": date(2026, 1, 1),
    }
    return RegisterOrganization(**(said | changes))  # type: ignore[arg-type] # of many types


@pytest.fixture
async def db(writer: AsyncEngine) -> AsyncIterator[AsyncSession]:
    """A session of the writing role; a test commits where another session shall see."""
    async with AsyncSession(writer, expire_on_commit=False) as session:
        yield session


@pytest.fixture
async def organizations(db: AsyncSession) -> dict[str, Organization]:
    """Two departments and a bank."""
    made = {code: await register_organization(db, wish(code)) for code in (OLD, NEW, BANK)}
    await db.commit()
    return made


@pytest.fixture
async def account(db: AsyncSession) -> Account:
    """Somebody, as the forged tokens name them."""
    made = await register_account(
        db, RegisterAccount(issuer=ISSUER, subject="somebody", name="某人")
    )
    await db.commit()
    return made
