"""Act out sharing by function: requests asked and answered, consents asked, given and refused."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import select

from hub.authorizations.consents.commands import ask_consent, give_consent, refuse_consent
from hub.authorizations.consents.model import Consent
from hub.authorizations.consents.wishes import (
    AnswerConsent,
    AskConsent,
    ConsentKey,
    GiveConsent,
)
from hub.authorizations.requests.commands import (
    approve_request,
    countersign_waiver,
    refuse_request,
    request_access,
)
from hub.authorizations.requests.wishes import (
    AnswerRequest,
    ApproveRequest,
    AskedWaiver,
    NameRequest,
    RequestAccess,
)
from hub.authorizations.scenarios.queries import load_scenarios
from hub.catalog.queries import CatalogSnapshot, load_catalog
from hub.clock import now
from hub.policy.terms import Form
from hub.sample.loading.stage import Stage
from hub.sample.province import landmark_licenses

_RUNS_FOR = timedelta(days=730)


class SampleConsent(msgspec.Struct, frozen=True, kw_only=True):
    """A case in which holders were asked, and what each of them agreed to; None refuses."""

    license: str
    matter: str
    case_number: str
    agreed: dict[str, tuple[str, ...] | None] = {}


class SampleRequest(msgspec.Struct, frozen=True, kw_only=True):
    """An access request of the documentation, with its answer and the consents under it."""

    by: str
    scenario: str
    matters: tuple[str, ...]
    entry: str
    fields: tuple[str, ...]
    purpose: str
    legal_basis: str
    answered_by: str
    forms: dict[str, Form] = {}
    refused: str | None = None
    waiver: AskedWaiver | None = None
    consents: tuple[SampleConsent, ...] = ()


REQUESTS = (
    SampleRequest(
        by="bank-clerk",
        scenario="bank-loan",
        matters=("personal-loan",),
        entry="identity-card",
        fields=("status", "holder_name", "holder_code", "sex"),
        purpose="个人贷款身份核实",
        legal_basis="commercial-banks-35",
        answered_by="reviewer-public-security",
        forms={"status": Form.FULL, "holder_name": Form.FULL, "holder_code": Form.MASKED},
        consents=(
            SampleConsent(
                license="adult-identity",
                matter="personal-loan",
                case_number="LOAN-2026-0001",
                agreed={"adult": ("status", "holder_name", "holder_code")},
            ),
            SampleConsent(
                license="adult-identity",
                matter="personal-loan",
                case_number="LOAN-2026-0002",
                agreed={"adult": None},
            ),
            SampleConsent(
                license="adult-identity", matter="personal-loan", case_number="LOAN-2026-0003"
            ),
        ),
    ),
    SampleRequest(
        by="bank-clerk",
        scenario="bank-account",
        matters=("company-account-opening",),
        entry="business-license",
        fields=("status", "holder_name", "holder_code", "representative_identity_number"),
        purpose="单位账户开立尽职调查",
        legal_basis="anti-money-laundering-29",
        answered_by="reviewer-market-regulation",
        forms={
            "status": Form.FULL,
            "holder_name": Form.FULL,
            "holder_code": Form.FULL,
            "representative_identity_number": Form.MASKED,
        },
        waiver=AskedWaiver(("representative_identity_number",), "anti-money-laundering-29"),
    ),
    SampleRequest(
        by="power-clerk",
        scenario="power-supply",
        matters=("power-account-transfer",),
        entry="identity-card",
        fields=("status", "holder_name", "holder_code", "home_address", "photo"),
        purpose="用电过户",
        legal_basis="electricity-26",
        answered_by="reviewer-public-security",
        refused="所申请的住址、照片与用电过户无关",
    ),
)


async def authorize(stage: Stage) -> None:
    """Ask for access, answer, and ask for consent."""
    identifiers = {mark.name: str(record["identifier"]) for mark, record in landmark_licenses()}
    for sample in REQUESTS:
        asked = await _request(stage, sample)
        for case in sample.consents:
            await _ask(stage, sample, asked, case, identifiers[case.license])


async def _request(stage: Stage, sample: SampleRequest) -> UUID:
    call = await stage.call(sample.by)
    async with call.read() as connection:
        catalog, scenarios = await load_catalog(connection), await load_scenarios(connection)
    wish = RequestAccess(
        scenario=sample.scenario,
        matters=sample.matters,
        entry=sample.entry,
        fields=sample.fields,
        purpose=sample.purpose,
        legal_basis=sample.legal_basis,
        valid_until=_end(),
        waiver=sample.waiver,
    )
    made = await request_access(call, catalog, scenarios, wish)
    owner = await stage.call(sample.answered_by)
    if sample.refused is not None:
        await refuse_request(owner, AnswerRequest(made.id, sample.refused))
        return made.id
    await approve_request(owner, ApproveRequest(request=made.id, forms=sample.forms))
    if sample.waiver is not None:
        await countersign_waiver(await stage.call("publisher"), NameRequest(made.id))
    return made.id


def _end() -> datetime:
    return now() + _RUNS_FOR


async def _ask(
    stage: Stage, sample: SampleRequest, request: UUID, case: SampleConsent, identifier: str
) -> None:
    wish = AskConsent(
        request=request, identifier=identifier, matter=case.matter, case_number=case.case_number
    )
    ask = await ask_consent(await stage.call(sample.by), wish)
    for persona, fields in case.agreed.items():
        await _answer(stage, persona, ask.id, fields)


async def _answer(stage: Stage, persona: str, ask: UUID, fields: tuple[str, ...] | None) -> None:
    call = await stage.call(persona)
    async with stage.doors.writer() as db:
        asked = select(Consent).where(Consent.ask_id == ask, Consent.holder_key.in_(call.own_keys))
        consent = (await db.execute(asked)).scalar_one()
    key = ConsentKey(consent.holder_key, consent.id)
    if fields is None:
        await refuse_consent(call, AnswerConsent(consent=key))
        return
    catalog = await _catalog(stage)
    async with call.read() as connection:
        scenarios = await load_scenarios(connection)
    agreed = GiveConsent(consent=key, fields=fields, separate=_sensitive(fields))
    await give_consent(call, catalog, scenarios, agreed)


async def _catalog(stage: Stage) -> CatalogSnapshot:
    async with stage.founder().read() as connection:
        return await load_catalog(connection)


def _sensitive(fields: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(key for key in fields if key == "holder_code")
