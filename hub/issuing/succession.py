"""Let licenses go from an issuer to its heirs in one act (签发单位变更, art. 12).

A merger has one heir of everything; a split, several heirs of some entries each and one of the
rest; a transfer, heirs of some entries while the issuer goes on. History moves as it is: what was
sealed stays sealed by the former issuer, and later versions carry the heir's seal.
"""

from collections.abc import Sequence

from sqlalchemy import any_, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.call import Call, Races
from hub.clock import now
from hub.db.driver import driver_of
from hub.identity.commands import succeed_organization
from hub.identity.directory import OrganizationFacts
from hub.identity.model import IssuerTransfer
from hub.identity.terms import OrganizationKind, Role
from hub.identity.wishes import SucceedOrganization
from hub.issuing.desk import Desk, Known
from hub.issuing.making import abandon
from hub.issuing.model import Making
from hub.issuing.refusals import IssuerSucceeded, SuccessionReserved, SuccessionUnfit
from hub.issuing.rules import check_basis
from hub.issuing.terms import UNDER_WAY
from hub.issuing.wishes import Heir, SucceedIssuer
from hub.licenses.commands import lock_licenses
from hub.licenses.model import License

RACES: Races = {"pk_issuer_transfer": SuccessionUnfit}


async def succeed_issuer(
    call: Call, desk: Desk, wish: SucceedIssuer, *, key: str | None = None
) -> OrganizationFacts:
    """Let heirs succeed to an issuer: by merger, split or transfer (签发单位变更, art. 12).

    Raises: SuccessionReserved, SuccessionUnfit, BasisNeeded, SuccessionImpossible.
    """
    async with call.act(
        "succeed_issuer", subject=wish.predecessor, key=key, wish=wish, races=RACES
    ) as act:
        known = await desk.known(act.db)
        _demand_data_center(call, known)
        former = _department(known, wish.predecessor)
        if act.replayed:
            return former
        check_basis(wish.legal_basis, known.catalog.law, call.today)
        _check_heirs(known, former, wish.heirs)
        for heir in wish.heirs:
            await _succeed(act.db, known, former, heir, wish.legal_basis)
        return former


def _demand_data_center(call: Call, known: Known) -> None:
    acting = call.caller.organization
    organization = acting and known.directory.by_id[acting.id]
    administers = Role.SYSTEM_ADMIN in call.caller.roles
    if not organization or organization.kind is not OrganizationKind.DATA_CENTER or not administers:
        raise SuccessionReserved


def _department(known: Known, code: str) -> OrganizationFacts:
    found = known.directory.by_code.get(code)
    if found is None or found.kind is not OrganizationKind.DEPARTMENT:
        raise SuccessionUnfit
    return found


def _check_heirs(known: Known, former: OrganizationFacts, heirs: Sequence[Heir]) -> None:
    """Demand heirs that can be: each entry to one of them, and one alone for the rest.

    Raises: SuccessionUnfit.
    """
    named = [code for heir in heirs for code in heir.entries]
    rest = [heir for heir in heirs if not heir.entries]
    departments = [_department(known, heir.successor) for heir in heirs]
    fit = (
        heirs
        and former.active
        and len(rest) <= 1
        and len(set(named)) == len(named)
        and all(code in known.entries for code in named)
        and all(one.active and one.id != former.id for one in departments)
    )
    if not fit:
        raise SuccessionUnfit


async def _succeed(
    db: AsyncSession, known: Known, former: OrganizationFacts, heir: Heir, basis: str
) -> None:
    successor = known.directory.by_code[heir.successor]
    if not heir.entries:
        await _give_up(db, former.id, None)
        await succeed_organization(db, SucceedOrganization(former.code, successor.code))
        return
    for entry_id in sorted(known.entries[code].id for code in heir.entries):
        await _give_up(db, former.id, entry_id)
        await _lock(db, known, former, entry_id)
        await _transfer(db, former.id, entry_id, successor.id, basis)


async def _lock(db: AsyncSession, known: Known, former: OrganizationFacts, entry_id: int) -> None:
    """Wait for whoever writes licenses that are to go over: a writer read who issued them."""
    before = known.directory.former_issuers(former.id, entry_id)
    codes = {former.code, *(known.directory.by_id[one].code for one in before)}
    for revision in known.entry(entry_id).revisions.values():
        codes.update(revision.issuers)  # whoever issues together with it
    await lock_licenses(await driver_of(db), [(entry_id, code) for code in codes])


async def _transfer(
    db: AsyncSession, former_id: int, entry_id: int, successor_id: int, basis: str
) -> None:
    """Let the licenses of one entry go over, with what is issued of it from now on."""
    db.add(
        IssuerTransfer(
            predecessor_id=former_id,
            entry_id=entry_id,
            successor_id=successor_id,
            since=now(),
            legal_basis=basis,
        )
    )
    going = (License.issuer_id == former_id) & (License.entry_id == entry_id)
    await db.execute(update(License).where(going).values(issuer_id=successor_id))
    named = func.array_position(License.co_issuers, former_id).is_not(None)
    together = (License.entry_id == entry_id) & named
    instead = func.array_replace(License.co_issuers, former_id, successor_id)
    await db.execute(update(License).where(together).values(co_issuers=instead))


async def _give_up(db: AsyncSession, former_id: int, entry_id: int | None) -> None:
    """Give up what the former issuer was making: its heir makes it anew, under its own seal."""
    takes_part = or_(
        Making.issuer_id == former_id,
        literal(former_id) == any_(Making.awaiting),
        literal(former_id) == any_(Making.confirmed),
    )
    making = select(Making).where(takes_part, Making.state.in_(UNDER_WAY))
    if entry_id is not None:
        making = making.where(Making.entry_id == entry_id)
    for row in (await db.scalars(making.with_for_update())).all():
        await abandon(db, row, IssuerSucceeded())
