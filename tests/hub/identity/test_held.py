"""Callers in memory: every change moves an epoch, and nothing stale survives one."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from hub import clock
from hub.clock import now
from hub.db.engine import ReaderPool
from hub.identity.callers import ActingFor, Caller
from hub.identity.commands import (
    appoint_representative,
    close_account,
    hold_office,
    leave_office,
    register_account,
    revoke_token,
    succeed_organization,
)
from hub.identity.held import STRANGER_HELD, Callers
from hub.identity.model import Account, Organization
from hub.identity.rules import AccountInactive, OfficeNotHeld
from hub.identity.terms import RepresentationKind, Role
from hub.identity.tokens import TokenInvalid, TokenVerifier, VerifiedToken
from hub.identity.wishes import (
    AppointRepresentative,
    HoldOffice,
    LeaveOffice,
    RegisterAccount,
    RevokeToken,
    SucceedOrganization,
)
from tests.forge import ISSUER, Minter, trust
from tests.hub.identity.conftest import BANK, NEW, OLD

MINTER = Minter()
DAY = timedelta(days=1)

Organizations = dict[str, Organization]


async def verified(**claims: object) -> VerifiedToken:
    return await TokenVerifier([trust(MINTER)]).verify(MINTER.mint(claims))


async def load(callers: Callers, reader: ReaderPool, token: VerifiedToken) -> Caller:
    async with reader.acquire() as connection:
        return await callers.load(connection, token)


async def epoch(db: AsyncSession, account: Account) -> int:
    found = await db.scalar(text("SELECT epoch FROM account WHERE id = :id"), {"id": account.id})
    assert isinstance(found, int)
    return found


async def reference_epoch(db: AsyncSession) -> int:
    found = await db.scalar(text("SELECT value FROM reference_epoch"))
    assert isinstance(found, int)
    return found


async def test_a_caller_is_loaded_with_all_rights_in_one_read(
    db: AsyncSession, reader: ReaderPool, organizations: Organizations, account: Account
) -> None:
    await hold_office(db, HoldOffice(account=account.id, organization=NEW, role=Role.ISSUER))
    await appoint_representative(
        db,
        AppointRepresentative(
            account=account.id, holder_key=UUID(int=7), kind=RepresentationKind.AGENT
        ),
    )
    await succeed_organization(db, SucceedOrganization(OLD, NEW))
    await db.commit()
    caller = await load(Callers(), reader, await verified(hub_org=NEW))
    assert caller.account_id == account.id
    assert caller.organization == ActingFor(organizations[NEW].id, NEW)
    assert caller.roles == {Role.ISSUER}
    assert [represented.holder_key for represented in caller.represents] == [UUID(int=7)]
    assert caller.issuer_organizations == (organizations[NEW].id, organizations[OLD].id)
    assert caller.epoch == await epoch(db, account)
    assert caller.reference_epoch == await reference_epoch(db)


async def test_a_loaded_caller_is_held_for_that_very_token(
    reader: ReaderPool, account: Account
) -> None:
    callers, token = Callers(), await verified(jti="one", acr="3")
    assert callers.held(token) is None
    caller = await load(callers, reader, token)
    assert callers.held(token) is caller
    assert callers.held(await verified(jti="two")) is None
    assert callers.held(await verified(jti="one", acr="1")) is None
    callers.forget(token.token_hash)
    assert callers.held(token) is None
    assert caller.account_id == account.id


async def test_somebody_without_an_account_is_looked_up_again_soon(
    db: AsyncSession, reader: ReaderPool
) -> None:
    callers, token = Callers(), await verified(sub="newcomer")
    stranger = await load(callers, reader, token)
    assert (stranger.account_id, stranger.assurance) == (None, 3)
    newcomer = await register_account(
        db, RegisterAccount(issuer=ISSUER, subject="newcomer", name="新人")
    )
    await db.commit()
    assert callers.held(token) is stranger
    with clock.held_at(now() + STRANGER_HELD):
        assert callers.held(token) is None
        assert (await load(callers, reader, token)).account_id == newcomer.id


async def test_an_office_that_ends_by_itself_ends_in_memory_too(
    db: AsyncSession, reader: ReaderPool, organizations: Organizations, account: Account
) -> None:
    assert organizations
    ending = HoldOffice(
        account=account.id, organization=NEW, role=Role.ISSUER, until=now() + timedelta(hours=1)
    )
    await hold_office(db, ending)
    await db.commit()
    callers, token = Callers(), await verified(hub_org=NEW)
    assert (await load(callers, reader, token)).roles == {Role.ISSUER}
    with clock.held_at(now() + timedelta(hours=1)):
        assert callers.held(token) is None
        with pytest.raises(OfficeNotHeld):
            await load(callers, reader, token)


async def test_a_revoked_token_is_refused_and_let_go_of(
    db: AsyncSession, reader: ReaderPool, account: Account
) -> None:
    callers, token = Callers(), await verified()
    assert (await load(callers, reader, token)).account_id == account.id
    await revoke_token(db, RevokeToken(token.token_hash, now() + DAY))
    await db.commit()
    with pytest.raises(TokenInvalid):
        await load(callers, reader, token)
    assert callers.held(token) is None


async def test_a_closed_account_is_refused(
    db: AsyncSession, reader: ReaderPool, account: Account
) -> None:
    await close_account(db, account.id)
    await db.commit()
    with pytest.raises(AccountInactive):
        await load(Callers(), reader, await verified())


async def test_a_change_of_organizations_voids_every_held_caller(
    db: AsyncSession, reader: ReaderPool, organizations: Organizations, account: Account
) -> None:
    callers, token, other = Callers(), await verified(), await verified(sub="stranger")
    assert (await load(callers, reader, token)).account_id == account.id
    before = callers.directory
    await succeed_organization(db, SucceedOrganization(OLD, NEW))
    await db.commit()
    await load(callers, reader, other)
    assert callers.directory.epoch > before.epoch
    assert callers.directory.present(organizations[OLD].id).code == NEW
    assert callers.held(token) is None


Change = Callable[[AsyncSession, Account], Awaitable[object]]

ACCOUNT_CHANGES: dict[str, Change] = {
    "an office is held": lambda db, account: hold_office(
        db, HoldOffice(account=account.id, organization=BANK, role=Role.USER)
    ),
    "the account is closed": lambda db, account: close_account(db, account.id),
    "a holder is represented": lambda db, account: appoint_representative(
        db,
        AppointRepresentative(
            account=account.id, holder_key=UUID(int=7), kind=RepresentationKind.AGENT
        ),
    ),
    "the name is changed": lambda db, account: db.execute(
        text("UPDATE account SET name = 'x' WHERE id = :id"), {"id": account.id}
    ),
    "the epoch is set back": lambda db, account: db.execute(
        text("UPDATE account SET epoch = 0 WHERE id = :id"), {"id": account.id}
    ),
}


@pytest.mark.parametrize("change", ACCOUNT_CHANGES.values(), ids=ACCOUNT_CHANGES.keys())
async def test_every_change_of_an_accounts_rights_moves_its_epoch(
    db: AsyncSession, organizations: Organizations, account: Account, change: Change
) -> None:
    assert organizations
    before, reference = await epoch(db, account), await reference_epoch(db)
    await change(db, account)
    await db.commit()
    assert await epoch(db, account) > before
    assert await reference_epoch(db) == reference


async def test_leaving_and_moving_an_office_moves_the_epochs_of_all_it_concerns(
    db: AsyncSession, organizations: Organizations, account: Account
) -> None:
    assert organizations
    other = await register_account(db, RegisterAccount(issuer=ISSUER, subject="o", name="另一人"))
    asked = HoldOffice(account=account.id, organization=NEW, role=Role.USER)
    office = await hold_office(db, asked)
    before = [await epoch(db, each) for each in (account, other)]
    await db.execute(text("UPDATE office SET account_id = :id"), {"id": other.id})
    assert [await epoch(db, each) for each in (account, other)] == [e + 1 for e in before]
    await db.refresh(office)
    await leave_office(db, LeaveOffice(office.id))
    await db.execute(text("DELETE FROM office"))
    assert [await epoch(db, each) for each in (account, other)] == [before[0] + 1, before[1] + 3]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE organization SET name_en = name_en || '!'",
        "UPDATE organization SET active = false WHERE false",
        "DELETE FROM organization WHERE code = '91519999MA9900036C'",
    ],
)
async def test_each_statement_on_organizations_moves_the_reference_epoch_once(
    db: AsyncSession, organizations: Organizations, statement: str
) -> None:
    assert len(organizations) == 3
    before = await reference_epoch(db)
    await db.execute(text(statement))
    assert await reference_epoch(db) == before + 1


async def test_nobody_sets_the_reference_epoch_by_hand(writer: AsyncEngine) -> None:
    for statement in ("UPDATE reference_epoch SET value = 0", "DELETE FROM reference_epoch"):
        async with AsyncSession(writer) as db:
            with pytest.raises(ProgrammingError, match="permission denied"):
                await db.execute(text(statement))
