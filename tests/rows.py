"""Put plain data of requests, consents, delegations, presentations and oversight into tables."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hub.authorizations.consents.model import Consent, ConsentAsk
from hub.authorizations.delegations.model import Delegation
from hub.authorizations.oversight.model import OversightAssignment
from hub.authorizations.oversight.terms import OversightKind
from hub.authorizations.presentations.model import Presentation
from hub.authorizations.requests.model import AccessRequest
from hub.authorizations.requests.terms import RequestState
from hub.authorizations.scenarios.model import Matter, Scenario, ShowingApplication
from hub.catalog.model import CatalogEntry
from hub.licenses.model import License
from hub.policy.terms import Form
from tests.accesses import ACCESSES, Access, Answer
from tests.actors import BANK
from tests.entrusted import Entrusted
from tests.handed import Delegated, Handed, Overseen, Presented
from tests.papers import DAY, MOMENT, Paper
from tests.scenarios import SCENARIOS

APPLICATION = "showing-app"
LOAN = "loan-b"
"""A scenario that requests name and no purpose of the tests does."""


class Known(NamedTuple):
    """What plain data becomes in the database: organizations, holders, accounts, licenses."""

    organizations: Mapping[str, int]
    holders: Mapping[str, UUID]
    accounts: Mapping[str, UUID]
    entries: Mapping[str, int]
    licenses: Mapping[int, License]

    def of_license(self, paper: Paper, *, before: bool) -> dict[str, object]:
        """Return what an authorization says of its license, as it was when it was given."""
        found = self.licenses[paper.number]
        return {
            "owner_key": found.holder_key,
            "license_id": found.id,
            "sequence": 1 if before else found.sequence,
        }

    @property
    def somebody(self) -> UUID:
        """Return an account, where it does not matter whose."""
        return self.accounts["issuer"]


async def known_in(
    db: AsyncSession,
    organizations: Mapping[str, int],
    holders: Mapping[str, UUID],
    accounts: Mapping[str, UUID],
) -> Known:
    """Return what plain data becomes in a database, its entries and licenses looked up."""
    entries = {row.code: row.id for row in await db.scalars(select(CatalogEntry))}
    licenses = {int(row.serial): row for row in await db.scalars(select(License))}
    return Known(organizations, holders, accounts, entries, licenses)


async def put_everything(db: AsyncSession, known: Known, plain: Entrusted) -> None:
    """Put all that was authorized beside grants."""
    await put_scenarios(db, known)
    db.add_all(request_row(known, access) for access in ACCESSES)
    await db.flush()
    db.add_all(ask_row(known, access) for access in ACCESSES)
    await db.flush()
    db.add_all(consent_row(known, answer) for answer in plain.answers)
    db.add_all(delegation_row(known, one) for one in plain.delegations)
    db.add_all(presentation_row(known, one) for one in plain.presentations)
    db.add_all(oversight_row(known, one) for one in plain.oversights)
    await db.flush()


async def put_scenarios(db: AsyncSession, known: Known) -> None:
    """Register the scenarios, and an application to show licenses in."""
    bank = known.organizations[BANK]
    codes = {code: (known.organizations[it.organization], it) for code, it in SCENARIOS.items()}
    for code, (organization, scenario) in codes.items():
        db.add(_scenario(code, organization, MOMENT - DAY if scenario.retired else None))
        await db.flush()
        for matter, needs in scenario.matters.items():
            materials = [{"entry": it, "fields": list(keys)} for it, keys in needs.items()]
            db.add(Matter(code=matter, scenario_code=code, zh=matter, en=matter,
                          materials=materials))  # fmt: skip
    db.add(_scenario(LOAN, bank, None))
    db.add(
        ShowingApplication(
            client=APPLICATION, organization_id=bank, zh="亮证", en="show", recognized_at=MOMENT
        )
    )
    await db.flush()


def _scenario(code: str, organization: int, retired_at: datetime | None) -> Scenario:
    return Scenario(
        code=code,
        organization_id=organization,
        zh=code,
        en=code,
        legal_basis="food-safety-law",
        retention_days=30,
        by_field=True,
        registered_at=MOMENT - 90 * DAY,
        retired_at=retired_at,
    )


def request_row(known: Known, access: Access) -> AccessRequest:
    """Make the row of an access request."""
    answered = access.state is not RequestState.SUBMITTED
    return AccessRequest(
        id=access.id,
        organization_id=known.organizations[access.organization],
        entry_id=known.entries[access.entry],
        scenario_code=access.scenario,
        matters=list(access.matters),
        asked=sorted(access.forms),
        over_asked=[],
        purpose="示例",
        legal_basis=access.legal_basis,
        valid_from=access.valid_from,
        valid_until=access.valid_until,
        quota=access.quota,
        used=access.used,
        waiver_fields=list(access.waived),
        waiver_basis=access.waiver_basis,
        countersigned_at=MOMENT - DAY if access.countersigned else None,
        state=access.state,
        forms={key: form.value for key, form in access.forms.items() if form is not Form.WITHHELD},
        requested_by=known.somebody,
        requested_at=access.given_at,
        answer_due=access.given_at,
        answered_by=known.somebody if answered else None,
        answered_at=access.given_at if answered else None,
    )


def ask_row(known: Known, access: Access) -> ConsentAsk:
    """Make the row of an ask under a request."""
    return ConsentAsk(
        id=_ask(access),
        request_id=access.id,
        asked_by=known.somebody,
        matter=access.matters[0],
        case_number="C-1",
        fields=sorted(access.forms),
        asked_at=access.given_at,
        answer_by=MOMENT + DAY,
    )


def _ask(access: Access) -> UUID:
    return uuid5(access.id, "ask")


def consent_row(known: Known, answer: Answer) -> Consent:
    """Make the row of an answer."""
    return Consent(
        holder_key=known.holders[answer.by],
        id=answer.id,
        ask_id=_ask(answer.access),
        request_id=answer.access.id,
        ordinal=answer.ordinal,
        case_number=answer.case_number,
        state=answer.state,
        fields=list(answer.fields),
        separate=list(answer.separate),
        answered_by=known.somebody,
        answered_at=MOMENT - DAY,
        valid_until=answer.valid_until,
        **known.of_license(answer.paper, before=answer.before),
    )


def _handed(known: Known, one: Handed) -> dict[str, object]:
    return {
        "holder_key": known.holders[one.by],
        "id": one.id,
        "given_by": known.somebody,
        "ordinal": one.ordinal,
        "fields": list(one.fields),
        "given_at": one.given_at,
        "valid_until": one.valid_until,
        "ended_at": MOMENT - DAY if one.ended else None,
        **known.of_license(one.paper, before=one.before),
    }


def delegation_row(known: Known, one: Delegated) -> Delegation:
    """Make the row of a delegation."""
    return Delegation(
        depth=0,
        matter=one.matter,
        delegate_account=known.accounts[one.person] if one.person else None,
        delegate_holder=known.holders[one.company] if one.company else None,
        valid_from=one.valid_from,
        cause="示例",
        approved_at=one.given_at if one.approved else None,
        **_handed(known, one),
    )


def presentation_row(known: Known, one: Presented) -> Presentation:
    """Make the row of a presentation."""
    redeemed = one.official is not None
    row = Presentation(
        application=APPLICATION,
        expires_at=MOMENT,
        redeemed_by=known.accounts[one.official] if one.official else None,
        redeemed_for=known.organizations[one.organization] if one.organization else None,
        redeemed_at=one.valid_from if redeemed else None,
        scenario=one.scenario,
        **_handed(known, one),
    )
    row.valid_until = one.valid_until if redeemed else None
    return row


def oversight_row(known: Known, one: Overseen) -> OversightAssignment:
    """Make the row of an oversight assignment."""
    objected = one.paper is not None
    return OversightAssignment(
        id=one.id,
        organization_id=known.organizations[one.organization],
        kind=OversightKind.OBJECTION if objected else OversightKind.ORDER,
        reference=one.reference,
        sector=one.sector,
        region=one.region,
        license_id=None if one.paper is None else known.licenses[one.paper].id,
        named=list(one.named),
        since=one.since,
        until=one.until,
        ended_at=MOMENT - DAY if one.ended else None,
        assigned_by=known.somebody,
        assigned_at=MOMENT - DAY,
    )
