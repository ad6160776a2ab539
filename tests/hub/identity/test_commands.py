"""Commands of identity: what they make, what they refuse, what a race leaves."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from hub import clock
from hub.clock import now
from hub.errors import Refusal
from hub.identity import refusals
from hub.identity.commands import (
    RACES,
    appoint_representative,
    close_account,
    designate_body,
    drop_expired_revocations,
    end_representation,
    hold_office,
    leave_office,
    register_account,
    register_organization,
    revoke_token,
    succeed_organization,
)
from hub.identity.model import Account, Office, Organization, Representation, RevokedToken
from hub.identity.terms import RepresentationKind, Role
from hub.identity.wishes import (
    AppointRepresentative,
    DesignateBody,
    EndRepresentation,
    HoldOffice,
    LeaveOffice,
    RegisterAccount,
    RevokeToken,
    SucceedOrganization,
)
from tests.forge import ISSUER
from tests.hub.identity.conftest import BANK, NEW, OLD, wish

HOLDER, CHILD = UUID(int=7), UUID(int=14)
DAY = timedelta(days=1)
NOWHERE = "12519999MB99000993"

Organizations = dict[str, Organization]
Command = Callable[[AsyncSession], Awaitable[object]]


async def refuse(db: AsyncSession, refusal: type[Refusal], asked: Awaitable[object]) -> None:
    """Whatever is refused leaves nothing that a commit would keep."""
    with pytest.raises(refusal):
        await asked
    assert not db.new
    assert not db.dirty


async def test_an_organization_stands_under_its_parent(db: AsyncSession) -> None:
    parent = await register_organization(db, wish(OLD))
    child = await register_organization(db, wish(NEW, parent=OLD, sector="land"))
    await db.commit()
    assert child.parent_id == parent.id
    assert (child.active, child.sector, child.region) == (True, "land", "510100")


@pytest.mark.parametrize(
    ("code", "changes", "refusal"),
    [
        ("91350100M000100Y4Z", {}, refusals.CreditCodeInvalid),
        ("", {}, refusals.CreditCodeInvalid),
        (NOWHERE, {"region": "5101"}, refusals.RegionInvalid),
        (NOWHERE, {"parent": "12519999MB99000000"}, refusals.OrganizationUnknown),
        (OLD, {}, refusals.OrganizationExists),
    ],
)
async def test_an_organization_is_refused(
    db: AsyncSession,
    organizations: Organizations,
    code: str,
    changes: dict[str, str],
    refusal: type[Refusal],
) -> None:
    await refuse(db, refusal, register_organization(db, wish(code, **changes)))
    assert await db.scalar(select(func.count()).select_from(Organization)) == len(organizations)


async def test_a_body_is_designated_and_taken_back(
    db: AsyncSession, organizations: Organizations
) -> None:
    assert organizations[NEW].designated_body is None
    for body in ("电子证照办公室", None):
        assert (await designate_body(db, DesignateBody(NEW, body))).designated_body == body
    await refuse(db, refusals.OrganizationUnknown, designate_body(db, DesignateBody(NOWHERE, "x")))


async def test_a_succeeded_organization_acts_no_more(
    db: AsyncSession, organizations: Organizations
) -> None:
    old = await succeed_organization(db, SucceedOrganization(OLD, NEW))
    assert old.successor_id == organizations[NEW].id
    assert not old.active


@pytest.mark.parametrize(
    ("predecessor", "successor", "refusal"),
    [
        (OLD, BANK, refusals.SuccessionImpossible),
        (NEW, OLD, refusals.SuccessionImpossible),
        (BANK, OLD, refusals.SuccessionImpossible),
        (BANK, BANK, refusals.SuccessionImpossible),
        (NOWHERE, NEW, refusals.OrganizationUnknown),
        (BANK, NOWHERE, refusals.OrganizationUnknown),
    ],
    ids=["twice", "in a circle", "by one that is no more", "by itself", "of none", "by none"],
)
async def test_a_succession_is_refused(
    db: AsyncSession,
    organizations: Organizations,
    predecessor: str,
    successor: str,
    refusal: type[Refusal],
) -> None:
    assert len(organizations) == 3
    await succeed_organization(db, SucceedOrganization(OLD, NEW))
    await refuse(db, refusal, succeed_organization(db, SucceedOrganization(predecessor, successor)))


async def test_an_account_is_a_persons_or_a_clients(
    db: AsyncSession, organizations: Organizations
) -> None:
    person = RegisterAccount(issuer=ISSUER, subject="a", name="甲", holder_key=HOLDER)
    client = RegisterAccount(issuer=ISSUER, subject="b", name="乙", client_of=BANK)
    assert (await register_account(db, person)).holder_key == HOLDER
    assert (await register_account(db, client)).client_of == organizations[BANK].id


async def test_accounts_without_a_holder_do_not_exclude_one_another(db: AsyncSession) -> None:
    for subject in ("a", "b"):
        await register_account(db, RegisterAccount(issuer=ISSUER, subject=subject, name=subject))


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        (
            RegisterAccount(issuer=ISSUER, subject="a", name="again"),
            refusals.AccountExists,
        ),
        (
            RegisterAccount(issuer=ISSUER, subject="b", name="same holder", holder_key=HOLDER),
            refusals.AccountExists,
        ),
        (
            RegisterAccount(issuer=ISSUER, subject="b", name="client", client_of=NOWHERE),
            refusals.OrganizationUnknown,
        ),
        (
            RegisterAccount(
                issuer=ISSUER, subject="b", name="both", client_of=BANK, holder_key=CHILD
            ),
            refusals.ClientHoldsNothing,
        ),
    ],
    ids=lambda case: getattr(case, "name", ""),
)
async def test_an_account_is_refused(
    db: AsyncSession, asked: RegisterAccount, refusal: type[Refusal]
) -> None:
    first = RegisterAccount(issuer=ISSUER, subject="a", name="甲", holder_key=HOLDER)
    await register_account(db, first)
    await refuse(db, refusal, register_account(db, asked))


async def test_an_office_is_held_and_left(
    db: AsyncSession, organizations: Organizations, account: Account
) -> None:
    asked = HoldOffice(account=account.id, organization=NEW, role=Role.ISSUER)
    office = await hold_office(db, asked)
    assert office.organization_id == organizations[NEW].id
    await refuse(db, refusals.OfficeHeld, hold_office(db, asked))
    left = await leave_office(db, LeaveOffice(office.id))
    assert left.until is not None
    assert left.until <= now()
    assert await hold_office(db, asked) is not office


async def test_leaving_twice_changes_nothing(
    db: AsyncSession, organizations: Organizations, account: Account
) -> None:
    asked = HoldOffice(account=account.id, organization=NEW, role=Role.ISSUER)
    assert organizations
    office = await hold_office(db, asked)
    until = (await leave_office(db, LeaveOffice(office.id))).until
    assert (await leave_office(db, LeaveOffice(office.id))).until == until


async def test_an_office_that_has_not_begun_leaves_no_trace(
    db: AsyncSession, organizations: Organizations, account: Account
) -> None:
    assert organizations
    asked = HoldOffice(account=account.id, organization=NEW, role=Role.ISSUER, since=now() + DAY)
    office = await hold_office(db, asked)
    await leave_office(db, LeaveOffice(office.id))
    assert await db.scalar(select(Office)) is None


async def test_one_person_does_not_oversee_the_own_acts(
    db: AsyncSession, organizations: Organizations, account: Account
) -> None:
    assert organizations
    await hold_office(
        db, HoldOffice(account=account.id, organization=OLD, role=Role.SECURITY_ADMIN)
    )
    await hold_office(db, HoldOffice(account=account.id, organization=OLD, role=Role.ISSUER))
    audit = HoldOffice(account=account.id, organization=NEW, role=Role.AUDITOR)
    await refuse(db, refusals.OfficesNotSeparated, hold_office(db, audit))


async def test_an_office_is_refused(
    db: AsyncSession, organizations: Organizations, account: Account
) -> None:
    assert organizations
    await succeed_organization(db, SucceedOrganization(OLD, NEW))
    right = {"account": account.id, "organization": NEW, "role": Role.USER}
    wrong: list[tuple[dict[str, object], type[Refusal]]] = [
        ({"account": CHILD}, refusals.AccountUnknown),
        ({"organization": NOWHERE}, refusals.OrganizationUnknown),
        ({"organization": OLD}, refusals.OrganizationUnknown),
        ({"since": now(), "until": now() - DAY}, refusals.PeriodInvalid),
    ]
    for changes, refusal in wrong:
        asked = HoldOffice(**(right | changes))  # type: ignore[arg-type] # of many types
        await refuse(db, refusal, hold_office(db, asked))


async def test_a_client_holds_offices_of_its_organization_only(
    db: AsyncSession, organizations: Organizations
) -> None:
    assert organizations
    client = await register_account(
        db, RegisterAccount(issuer=ISSUER, subject="bank", name="银行", client_of=BANK)
    )
    await hold_office(db, HoldOffice(account=client.id, organization=BANK, role=Role.USER))
    other = HoldOffice(account=client.id, organization=NEW, role=Role.USER)
    await refuse(db, refusals.OrganizationUnknown, hold_office(db, other))


async def test_a_guardian_is_appointed_until_the_childs_birthday(
    db: AsyncSession, account: Account
) -> None:
    asked = AppointRepresentative(
        account=account.id,
        holder_key=CHILD,
        kind=RepresentationKind.GUARDIAN,
        born=date(2015, 3, 1),
        until=datetime(2040, 1, 1, tzinfo=UTC),
    )
    with clock.held_at(datetime(2026, 6, 1, tzinfo=UTC)):
        guardian = await appoint_representative(db, asked)
    await db.commit()
    await db.refresh(guardian)
    assert guardian.until == datetime(2029, 2, 28, 16, tzinfo=UTC)


async def test_a_representation_is_refused(db: AsyncSession, account: Account) -> None:
    right = {
        "account": account.id,
        "holder_key": CHILD,
        "kind": RepresentationKind.GUARDIAN,
        "born": now().date(),
    }
    wrong: list[tuple[dict[str, object], type[Refusal]]] = [
        ({"born": None}, refusals.BirthDateMissing),
        ({"born": date(2000, 1, 1)}, refusals.GuardianshipOver),
        ({"account": CHILD}, refusals.AccountUnknown),
        ({"until": now() - DAY}, refusals.PeriodInvalid),
        ({"kind": RepresentationKind.AGENT, "until": now() - DAY}, refusals.PeriodInvalid),
    ]
    for changes, refusal in wrong:
        asked = AppointRepresentative(**(right | changes))  # type: ignore[arg-type] # of many types
        await refuse(db, refusal, appoint_representative(db, asked))


async def test_a_representation_ends_at_once(db: AsyncSession, account: Account) -> None:
    agent = await appoint_representative(
        db,
        AppointRepresentative(account=account.id, holder_key=HOLDER, kind=RepresentationKind.AGENT),
    )
    ended = await end_representation(db, EndRepresentation(agent.id))
    assert ended.until is not None
    assert ended.until <= now()


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        (lambda db: leave_office(db, LeaveOffice(CHILD)), refusals.OfficeUnknown),
        (
            lambda db: end_representation(db, EndRepresentation(CHILD)),
            refusals.RepresentationUnknown,
        ),
        (lambda db: close_account(db, CHILD), refusals.AccountUnknown),
    ],
)
async def test_what_is_not_there_cannot_be_ended(
    db: AsyncSession, command: Command, refusal: type[Refusal]
) -> None:
    await refuse(db, refusal, command(db))


async def test_a_token_is_revoked_once_and_forgotten_when_it_would_have_expired(
    db: AsyncSession,
) -> None:
    for expires_at in (now() + DAY, now() + DAY):
        await revoke_token(db, RevokeToken(b"lost", expires_at))
    await revoke_token(db, RevokeToken(b"old", now() - DAY))
    await drop_expired_revocations(db)
    assert (await db.scalars(select(RevokedToken.token_hash))).all() == [b"lost"]


async def test_races_are_settled_by_constraints_that_have_their_refusals(
    db: AsyncSession, writer: AsyncEngine, organizations: Organizations, account: Account
) -> None:
    held = {"account_id": account.id, "organization_id": organizations[NEW].id}
    office = Office(id=CHILD, role=Role.USER, since=now(), **held)
    again = Office(id=HOLDER, role=Role.USER, since=now(), **held)
    subject = Account(id=CHILD, issuer=ISSUER, subject="somebody", name="again")
    code = {**vars(organizations[NEW]), "id": 999}
    same = Organization(**{name: code[name] for name in code if not name.startswith("_")})
    db.add(office)
    await db.commit()
    for row in (again, subject, same):
        async with AsyncSession(writer) as other:
            other.add(row)
            with pytest.raises(IntegrityError) as raced:
                await other.flush()
        diagnostics = getattr(raced.value.orig, "diag", None)
        assert getattr(diagnostics, "constraint_name", None) in RACES


async def test_a_guardianship_without_an_end_cannot_even_be_stored(
    db: AsyncSession, account: Account
) -> None:
    db.add(
        Representation(
            id=CHILD,
            account_id=account.id,
            holder_key=CHILD,
            kind=RepresentationKind.GUARDIAN,
            since=now(),
        )
    )
    with pytest.raises(IntegrityError, match="guardianship_ends"):
        await db.flush()
