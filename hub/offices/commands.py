"""Let people hold offices, and end them (任免, art. 26)."""

from uuid import UUID

from hub.audit.call import Act, Call
from hub.identity import commands as identity
from hub.identity import wishes as identity_wishes
from hub.identity.directory import Directory
from hub.identity.model import Account, Office
from hub.identity.refusals import AccountUnknown, OfficeUnknown, OrganizationUnknown
from hub.offices.refusals import AppointmentReserved, OwnOffice
from hub.offices.rules import check_appointment, check_person, roles_given, told_of_offices
from hub.offices.wishes import HoldOffice, LeaveOffice


async def hold_office(
    call: Call, directory: Directory, wish: HoldOffice, *, key: str | None = None
) -> UUID:
    """Let somebody hold an office from now on, and return the office's id (art. 26).

    Raises: AppointmentReserved, OrganizationUnknown, RoleUnfit, AppointeeUnclear, OwnOffice,
        PersonNeeded, AccountUnknown, AccountExists, OfficeHeld, OfficesNotSeparated, PeriodInvalid.
    """
    async with call.act(
        "hold_office", subject=wish.organization, key=key, wish=wish, races=identity.RACES
    ) as act:
        if act.replayed:
            return UUID(act.subject)
        organization = directory.by_code.get(wish.organization)
        if wish.role not in roles_given(call.caller, directory, organization):
            raise AppointmentReserved
        if organization is None:
            raise OrganizationUnknown
        check_appointment(wish, organization)
        account = await _appointee(call, act, wish)
        if account.id == call.caller.account_id:
            raise OwnOffice
        check_person(wish.role, client=account.client_of is not None)
        held = identity_wishes.HoldOffice(
            account=account.id, organization=organization.code, role=wish.role, until=wish.until
        )
        office = await identity.hold_office(act.db, held)
        act.subject = str(office.id)
        return office.id


async def leave_office(
    call: Call, directory: Directory, wish: LeaveOffice, *, key: str | None = None
) -> UUID:
    """End an office now, and what it entitles to with it (art. 26).

    Raises: OfficeUnknown, AppointmentReserved, OwnOffice.
    """
    async with call.act("leave_office", subject=str(wish.office), key=key, wish=wish) as act:
        if not act.replayed:
            office = await act.db.get(Office, wish.office, with_for_update=True)
            organization = directory.by_id.get(office.organization_id) if office else None
            if office is None or not told_of_offices(call.caller, directory, organization):
                raise OfficeUnknown
            if office.role not in roles_given(call.caller, directory, organization):
                raise AppointmentReserved
            if office.account_id == call.caller.account_id:
                raise OwnOffice
            await identity.leave_office(act.db, identity_wishes.LeaveOffice(office.id))
        return wish.office


async def _appointee(call: Call, act: Act, wish: HoldOffice) -> Account:
    """Return the account of who is named; a newcomer signs in where the administrator does.

    Raises: AccountUnknown, AccountExists.
    """
    if wish.newcomer is not None and call.token is not None:
        named = identity_wishes.RegisterAccount(
            issuer=call.token.issuer,
            subject=wish.newcomer.subject.strip(),
            name=wish.newcomer.name.strip(),
        )
        return await identity.register_account(act.db, named)
    account = await act.db.get(Account, wish.person)
    if account is None or not account.active:
        raise AccountUnknown
    return account
