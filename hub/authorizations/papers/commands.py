"""Report that paper was demanded of a license which the hub has (反映索要纸质证照, art. 18)."""

from uuid import UUID

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.budgets import take
from hub.audit.call import Call
from hub.authorizations.delegations.model import Delegation
from hub.authorizations.papers.model import PaperDemand
from hub.authorizations.papers.refusals import MatterOfAnother, NoSuchLicenseHeld
from hub.authorizations.papers.rules import REPORTS_A_DAY, check_told
from hub.authorizations.papers.wishes import ReportPaperDemand
from hub.authorizations.refusals import AssuranceNeeded, EntryNotShared
from hub.authorizations.scenarios.model import Matter, Scenario
from hub.catalog.queries import CatalogSnapshot
from hub.catalog.refusals import EntryNotFound
from hub.db.ids import new_id
from hub.identity.model import Organization
from hub.identity.refusals import OrganizationUnknown
from hub.licenses.model import License, LicenseHolder
from hub.policy.facts import LicenseFacts
from hub.policy.rulebook import DELEGATE_ASSURANCE
from hub.policy.states import LicenseState, state_of
from hub.policy.terms import SharingState

ASSURANCE = 2
"""Real name: whoever accuses a department answers for it; a delegate is a real person too."""

MOST_READ = 100


async def report_paper_demand(
    call: Call, catalog: CatalogSnapshot, wish: ReportPaperDemand, *, key: str | None = None
) -> PaperDemand:
    """Record that a department demanded paper, once the hub has found the license (art. 18).

    Raises: AssuranceNeeded, ToldInvalid, BudgetSpent, EntryNotFound, EntryNotShared,
        OrganizationUnknown, MatterOfAnother, NoSuchLicenseHeld.
    """
    subject = f"{wish.organization}/{wish.entry}"
    async with call.act("report_paper_demand", subject=subject, key=key, wish=wish) as act:
        account = _real_name(call, wish)
        if act.replayed:
            return await _reported(act.db, call, wish, UUID(act.subject))
        check_told(wish.told, wish.case_number)
        await take(act.db, call.name, "paper_demand", call.today, REPORTS_A_DAY)
        organization = await _named(act.db, wish)
        holder_key, license_ = await _found(act.db, call, catalog, wish)
        demand = PaperDemand(
            holder_key=holder_key,
            id=new_id(),
            organization_id=organization.id,
            matter=wish.matter,
            entry_id=license_.entry_id,
            license_id=license_.id,
            case_number=wish.case_number and wish.case_number.strip(),
            told=wish.told.strip(),
            reported_by=account,
            reported_at=call.moment,
        )
        act.db.add(demand)
        act.subject = str(demand.id)
        return demand


def _real_name(call: Call, wish: ReportPaperDemand) -> UUID:
    """Return the account of who reports, identified well enough.

    Raises: AssuranceNeeded.
    """
    needed = ASSURANCE if wish.principal is None else DELEGATE_ASSURANCE
    if call.caller.assurance < needed or call.caller.account_id is None:
        raise AssuranceNeeded(needed=needed)
    return call.caller.account_id


async def _reported(
    db: AsyncSession, call: Call, wish: ReportPaperDemand, demand_id: UUID
) -> PaperDemand:
    """Return what an earlier same act of this very caller recorded."""
    holders = call.own_keys if wish.principal is None else (wish.principal,)
    found = select(PaperDemand).where(
        PaperDemand.holder_key.in_(holders), PaperDemand.id == demand_id
    )
    return (await db.scalars(found)).one()


async def _named(db: AsyncSession, wish: ReportPaperDemand) -> Organization:
    """Return the organization reported, whose matter it must be if one is named."""
    named = select(Organization).where(Organization.code == wish.organization)
    organization = await db.scalar(named)
    if organization is None:
        raise OrganizationUnknown
    if wish.matter is not None:
        of = select(Scenario.organization_id).join(Matter, Matter.scenario_code == Scenario.code)
        if await db.scalar(of.where(Matter.code == wish.matter)) != organization.id:
            raise MatterOfAnother
    return organization


async def _found(
    db: AsyncSession, call: Call, catalog: CatalogSnapshot, wish: ReportPaperDemand
) -> tuple[UUID, License]:
    """Return the holder and the license that could have been used in place of paper."""
    shelf = catalog.by_code.get(wish.entry)
    if shelf is None:
        raise EntryNotFound(code=wish.entry)
    if shelf.sharing is not SharingState.OPEN:
        raise EntryNotShared
    reached = _own(call) if wish.principal is None else _delegated(call, wish)
    of_entry = reached.where(License.entry_id == shelf.id).order_by(License.id.desc())
    for holder_key, license_ in await db.execute(of_entry.limit(MOST_READ)):
        if _in_force(call, license_):
            return holder_key, license_
    raise NoSuchLicenseHeld


def _own(call: Call) -> Select[UUID, License]:
    home = and_(
        License.holder_key == LicenseHolder.owner_key, License.id == LicenseHolder.license_id
    )
    held = select(LicenseHolder.holder_key, License).join(License, home)
    return held.where(LicenseHolder.holder_key.in_(call.own_keys))


def _delegated(call: Call, wish: ReportPaperDemand) -> Select[UUID, License]:
    """Select what the principal delegated to the caller for the matter, running now."""
    home = and_(License.holder_key == Delegation.owner_key, License.id == Delegation.license_id)
    return (
        select(Delegation.holder_key, License)
        .join(License, home)
        .where(
            Delegation.holder_key == wish.principal,
            Delegation.matter == wish.matter,
            or_(
                Delegation.delegate_account == call.caller.account_id,
                Delegation.delegate_holder.in_(call.caller.companies),
            ),
            Delegation.approved_at <= call.moment,
            Delegation.ended_at.is_(None),
            Delegation.sequence >= License.last_stop,
            Delegation.valid_from <= call.moment,
            call.moment < Delegation.valid_until,
        )
    )


def _in_force(call: Call, license_: License) -> bool:
    facts = LicenseFacts(
        status=license_.status,
        holders=len(license_.holders),
        region=license_.region,
        valid_from=license_.valid_from,
        valid_until=license_.valid_until,
        ended_on=license_.ended_on,
    )
    return state_of(facts, call.today) is LicenseState.IN_FORCE
