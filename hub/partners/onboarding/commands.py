"""Take applications of enterprises, and decide on partners (art. 16)."""

from contextlib import suppress
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.call import Act, Call, Races
from hub.authorizations.endings.commands import end_all_given_to
from hub.db.driver import driver_of
from hub.db.ids import new_id
from hub.identity.commands import hold_office, register_organization
from hub.identity.model import Organization
from hub.identity.refusals import OfficeHeld
from hub.identity.terms import OrganizationKind, Role
from hub.identity.wishes import HoldOffice, RegisterOrganization
from hub.licenses.holders import find_holders
from hub.licenses.keys import LicenseKeys
from hub.partners.clients.commands import first_client, retire_clients
from hub.partners.offices import in_data_center
from hub.partners.onboarding.model import Partner
from hub.partners.onboarding.refusals import (
    CompanyNotRepresented,
    DataCenterDecides,
    NotAnEnterprise,
    PartnerExists,
    PartnerNotFound,
)
from hub.partners.onboarding.rules import (
    check_application,
    check_limits,
    check_reason,
    check_step,
    is_agent,
    level_of,
    may_apply_on_behalf,
    may_decide,
)
from hub.partners.onboarding.terms import PartnerState
from hub.partners.onboarding.wishes import (
    ApplyAsPartner,
    ApprovePartner,
    JudgePartner,
    LimitPartner,
    Limits,
)
from hub.policy.codes import CREDIT_CODE

APPLYING: Races = {"uq_partner_code": PartnerExists}


async def apply_as_partner(
    call: Call, keys: LicenseKeys, wish: ApplyAsPartner, *, key: str | None = None
) -> UUID:
    """Apply to be a partner: an agent for the company, or the data center for it (art. 16).

    Raises: CreditCodeInvalid, RegionInvalid, ApplicationInvalid, CompanyNotRepresented,
        NotAnEnterprise, PartnerExists.
    """
    async with call.act(
        "apply_as_partner", subject=wish.code, key=key, wish=wish, races=APPLYING
    ) as act:
        if act.replayed:
            return UUID(act.subject)
        check_application(wish)
        on_behalf = await _on_behalf(act.db, call, keys, wish.code)
        known = await _organization(act.db, wish.code)
        if known is not None and known.kind is not OrganizationKind.PARTNER:
            raise NotAnEnterprise
        partner = Partner(
            id=new_id(),
            code=wish.code,
            name_zh=wish.name_zh.strip(),
            name_en=wish.name_en.strip(),
            region=wish.region,
            purpose=wish.purpose.strip(),
            contact=wish.contact.strip(),
            state=PartnerState.APPLIED,
            applied_by=call.caller.account_id,
            on_behalf=on_behalf,
            applied_at=call.moment,
        )
        act.db.add(partner)
        act.subject = str(partner.id)
        return partner.id


async def approve_partner(call: Call, wish: ApprovePartner, *, key: str | None = None) -> UUID:
    """Make an applicant a partner, with its first client and its daily limits (art. 16).

    Whoever applied for the company becomes its system administrator.

    Raises: DataCenterDecides, PartnerNotFound, PartnerStateWrong, LimitsInvalid,
        NotAnEnterprise, OfficesNotSeparated.
    """
    subject = str(wish.partner_id)
    async with call.act("approve_partner", subject=subject, key=key, wish=wish) as act:
        if not act.replayed:
            check_limits(wish.limits)
            partner = await _decided(call, act, "approve_partner", wish.partner_id)
            organization = await _founded(act.db, partner, call)
            _limit(organization, wish.limits)
            organization.active = True
            partner.organization_id = organization.id
            partner.state = PartnerState.ACTIVE
            await first_client(act.db, organization, call.moment)
            if not partner.on_behalf:
                await _appoint(act.db, partner)
        return wish.partner_id


async def refuse_partner(call: Call, wish: JudgePartner, *, key: str | None = None) -> UUID:
    """Refuse an application, with its reason (art. 16).

    Raises: DataCenterDecides, PartnerNotFound, PartnerStateWrong, ReasonMissing.
    """
    return await _judge(call, "refuse_partner", wish, PartnerState.REFUSED, key)


async def suspend_partner(call: Call, wish: JudgePartner, *, key: str | None = None) -> UUID:
    """Suspend a partner: nobody acts for it from now on, and it gets no tokens (art. 16).

    Raises: DataCenterDecides, PartnerNotFound, PartnerStateWrong, ReasonMissing.
    """
    return await _judge(call, "suspend_partner", wish, PartnerState.SUSPENDED, key)


async def resume_partner(call: Call, wish: JudgePartner, *, key: str | None = None) -> UUID:
    """Let a suspended partner act again (art. 16).

    Raises: DataCenterDecides, PartnerNotFound, PartnerStateWrong, ReasonMissing.
    """
    return await _judge(call, "resume_partner", wish, PartnerState.ACTIVE, key)


async def end_partner(call: Call, wish: JudgePartner, *, key: str | None = None) -> UUID:
    """End a partnership with all that rests on it: clients, keys, grants, requests (art. 16).

    Raises: DataCenterDecides, PartnerNotFound, PartnerStateWrong, ReasonMissing.
    """
    return await _judge(call, "end_partner", wish, PartnerState.ENDED, key)


async def limit_partner(call: Call, wish: LimitPartner, *, key: str | None = None) -> UUID:
    """Set what a partner may ask in a day, and of how many distinct holders (art. 16).

    Raises: DataCenterDecides, PartnerNotFound, PartnerStateWrong, LimitsInvalid.
    """
    subject = str(wish.partner_id)
    async with call.act("limit_partner", subject=subject, key=key, wish=wish) as act:
        if not act.replayed:
            check_limits(wish.limits)
            partner = await _decided(call, act, "limit_partner", wish.partner_id)
            _limit(await _own_organization(act.db, partner), wish.limits)
        return wish.partner_id


async def _judge(
    call: Call, name: str, wish: JudgePartner, state: PartnerState, key: str | None
) -> UUID:
    """Bring a partner to another state, and its organization with it."""
    async with call.act(name, subject=str(wish.partner_id), key=key, wish=wish) as act:
        if not act.replayed:
            partner = await _decided(call, act, name, wish.partner_id)
            check_reason(wish.reason)
            partner.state, partner.reason = state, wish.reason.strip()
            if partner.organization_id is not None:
                organization = await _own_organization(act.db, partner)
                organization.active = state is PartnerState.ACTIVE
                if state is PartnerState.ENDED:
                    await retire_clients(act.db, organization, call.moment)
                    await end_all_given_to(act.db, organization.id, call.moment)
        return wish.partner_id


async def _decided(call: Call, act: Act, name: str, partner_id: UUID) -> Partner:
    """Return a partner, locked, for a decision that the caller may make and that leads on."""
    if not may_decide(call.caller, in_data_center=await in_data_center(act.db, call.caller)):
        raise DataCenterDecides
    partner = await act.db.get(Partner, partner_id, with_for_update=True)
    if partner is None:
        raise PartnerNotFound
    check_step(name, partner.state)
    partner.decided_by, partner.decided_at = call.caller.account_id, call.moment
    return partner


async def _on_behalf(db: AsyncSession, call: Call, keys: LicenseKeys, code: str) -> bool:
    """Tell whether the data center applies for a company; if not, its agent must."""
    if may_apply_on_behalf(call.caller, in_data_center=await in_data_center(db, call.caller)):
        return True
    named = CREDIT_CODE, code
    found = await find_holders(await driver_of(db), keys.holders, [named])
    if named not in found or not is_agent(call.caller, found[named]):
        raise CompanyNotRepresented
    return False


async def _founded(db: AsyncSession, partner: Partner, call: Call) -> Organization:
    """Return the organization of a partner, and make it known if it is not."""
    known = await _organization(db, partner.code)
    if known is not None:
        if known.kind is not OrganizationKind.PARTNER:
            raise NotAnEnterprise
        return known
    wish = RegisterOrganization(
        code=partner.code,
        name_zh=partner.name_zh,
        name_en=partner.name_en,
        kind=OrganizationKind.PARTNER,
        level=level_of(partner.region),
        region=partner.region,
        region_as_of=call.today,
        designated_body=partner.contact,
    )
    return await register_organization(db, wish)


async def _appoint(db: AsyncSession, partner: Partner) -> None:
    """Let whoever applied administrate the partner's clients."""
    wish = HoldOffice(account=partner.applied_by, organization=partner.code, role=Role.SYSTEM_ADMIN)
    with suppress(OfficeHeld):
        await hold_office(db, wish)


def _limit(organization: Organization, limits: Limits) -> None:
    organization.requests_a_day = limits.requests_a_day
    organization.holders_a_day = limits.holders_a_day


async def _own_organization(db: AsyncSession, partner: Partner) -> Organization:
    return await db.get_one(Organization, partner.organization_id, with_for_update=True)


async def _organization(db: AsyncSession, code: str) -> Organization | None:
    return await db.scalar(select(Organization).where(Organization.code == code).with_for_update())
