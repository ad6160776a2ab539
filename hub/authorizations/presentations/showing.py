"""What a holder, or who stands or acts for one, would show, checked within an act."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.call import Call
from hub.authorizations.delegations.model import Delegation
from hub.authorizations.delegations.refusals import NotNarrower
from hub.authorizations.delegations.standing import acted_upon
from hub.authorizations.holding import Held, case_of_held, held_by_caller
from hub.authorizations.presentations.refusals import ApplicationNotRecognized
from hub.authorizations.presentations.wishes import PresentLicense
from hub.authorizations.rules import check_fields, demand_real_person
from hub.authorizations.scenarios.model import ShowingApplication
from hub.catalog.queries import CatalogSnapshot


class Shown(NamedTuple):
    """A license, the fields to be shown, through which application, under which delegation."""

    held: Held
    fields: list[str]
    application: str
    delegation: Delegation | None

    @property
    def columns(self) -> dict[str, object]:
        """Return what a presentation and a pass keep alike."""
        license_ = self.held.license
        return {
            "holder_key": self.held.holder_key,
            "owner_key": license_.holder_key,
            "license_id": license_.id,
            "sequence": license_.sequence,
            "ordinal": self.held.ordinal,
            "fields": self.fields,
            "application": self.application,
            "delegation_id": None if self.delegation is None else self.delegation.id,
        }


async def check_shown(
    db: AsyncSession, call: Call, catalog: CatalogSnapshot, wish: PresentLicense
) -> Shown:
    """Return what would be shown by a real person in a recognized application (art. 17).

    Raises: AssuranceNeeded, ApplicationNotRecognized, LicenseNotHeld, HolderEnded,
        DelegationNotFound, DelegationNotRunning, EntryNotShared, LicenseEnded, FieldsMissing,
        FieldNotGrantable, NotNarrower.
    """
    demand_real_person(call.caller)
    client = call.token.client if call.token is not None else None
    application = await recognized(db, client)
    held, delegation = await _held(db, call, wish)
    fields = check_fields(case_of_held(call, catalog, held.license), wish.fields)
    if delegation is not None:
        _check_delegated(delegation, wish.license.license_id, fields)
    return Shown(held, fields, application, delegation)


async def recognized(db: AsyncSession, client: str | None) -> str:
    """Return an application that is recognized, and hold its recognition.

    Raises: ApplicationNotRecognized.
    """
    standing = select(ShowingApplication.client).where(
        ShowingApplication.client == client, ShowingApplication.withdrawn_at.is_(None)
    )
    found = await db.scalar(standing.with_for_update(read=True))
    if found is None:
        raise ApplicationNotRecognized
    return found


async def _held(
    db: AsyncSession, call: Call, wish: PresentLicense
) -> tuple[Held, Delegation | None]:
    if wish.delegation is None:
        return await held_by_caller(db, call, wish.license), None
    at = wish.delegation
    delegation, held = await acted_upon(db, call, at.holder_key, at.delegation_id)
    return held, delegation


def _check_delegated(delegation: Delegation, license_id: UUID, fields: list[str]) -> None:
    if delegation.license_id != license_id:
        raise NotNarrower(part="license")
    if not set(fields) <= set(delegation.fields):
        raise NotNarrower(part="fields")
