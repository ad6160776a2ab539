"""Act out what the documentation tells of: a corrected number, grants given and withdrawn."""

from datetime import timedelta

import msgspec
from sqlalchemy import select

from hub.aggregation.commands import aggregate_licenses
from hub.aggregation.wishes import AggregateLicenses
from hub.authorizations.grants.commands import grant_use, withdraw_grant
from hub.authorizations.grants.wishes import GrantUse, WithdrawGrant
from hub.authorizations.wishes import LicenseKey
from hub.catalog.queries import load_catalog
from hub.clock import now
from hub.db.driver import driver_of
from hub.identity.terms import Role
from hub.licenses.holders import correct_holder_code
from hub.licenses.model import LicenseLocator
from hub.policy.codes import make_identifier
from hub.sample.files import Landmark, Person, current_entries, load_people
from hub.sample.loading.founding import first_known_as
from hub.sample.loading.stage import Stage, persona_in
from hub.sample.province import Record, landmark_licenses

_GRANTED_FOR = timedelta(days=730)

BANK, POWER = "91519999MA9900036C", "91519999MA99000447"
CHENGDU = "11519999MB9910000Q"


class SampleGrant(msgspec.Struct, frozen=True, kw_only=True):
    """A grant of the documentation: who lets whom use which fields of which license."""

    by: str
    license: str
    to: str
    fields: tuple[str, ...]
    cause: str
    withdrawn: bool = False


GRANTS = (
    SampleGrant(
        by="safety-officer",
        license="safety-officer-old-revision",
        to=BANK,
        fields=("status", "number", "holder_name", "holder_code", "employer", "duty", "title"),
        cause="个人贷款职业核实",
    ),
    SampleGrant(
        by="owner-one",
        license="joint-owners",
        to=BANK,
        fields=("status", "holder_name", "location", "area", "share"),
        cause="抵押贷款",
    ),
    SampleGrant(
        by="owner-two",
        license="disability",
        to=CHENGDU,
        fields=("status", "holder_name", "disability_type"),
        cause="交通补贴申请",
    ),
    SampleGrant(
        by="agent",
        license="company-license",
        to=BANK,
        fields=("status", "holder_name", "holder_code", "registered_capital"),
        cause="对公账户年检",
    ),
    SampleGrant(
        by="agent",
        license="lapsed-exemption",
        to=BANK,
        fields=("status", "holder_name", "varieties"),
        cause="供应链贷款",
    ),
    SampleGrant(
        by="adult",
        license="adult-identity",
        to=POWER,
        fields=("holder_name", "holder_code"),
        cause="用电过户",
        withdrawn=True,
    ),
)


async def act_out(stage: Stage) -> None:
    """Correct what is to be corrected; give the grants, and withdraw those withdrawn."""
    marked = {landmark.name: (landmark, record) for landmark, record in landmark_licenses()}
    for person in load_people().values():
        if person.former_code is not None:
            await _correct(
                stage, person, [m for m in marked.values() if person.key in m[0].holders]
            )
    for grant in GRANTS:
        await _grant(stage, grant, marked[grant.license][1])


async def _correct(stage: Stage, person: Person, held: list[tuple[Landmark, Record]]) -> None:
    """Let the corrected number find the holder, and the issuers deliver corrected versions."""
    async with stage.founder().act("correct_holder_code", subject=person.key) as act:
        connection = await driver_of(act.db)
        corrected = person.code_type, person.code
        await correct_holder_code(connection, stage.keys.holders, first_known_as(person), corrected)
    for landmark, record in held:
        owner = current_entries()[landmark.entry].owner
        call = await stage.call(persona_in(owner, Role.AGGREGATOR))
        wish = AggregateLicenses([_corrected(landmark, record, person)])
        await aggregate_licenses(call, stage.keys, wish)


def _corrected(landmark: Landmark, record: Record, person: Person) -> Record:
    type_code = current_entries()[landmark.entry].type_code
    identifier = str(make_identifier(type_code, landmark.issuer, landmark.serial, 2))
    holders = [holder | {"code": person.code} for holder in record["holders"]]
    return record | {"version": 2, "identifier": identifier, "holders": holders}


async def _grant(stage: Stage, grant: SampleGrant, record: Record) -> None:
    license_key = await _located(stage, record["identifier"])
    call = await stage.call(grant.by)
    async with call.read() as connection:
        catalog = await load_catalog(connection)
    wish = GrantUse(
        license=license_key,
        fields=grant.fields,
        organization=grant.to,
        valid_until=now() + _GRANTED_FOR,
        cause=grant.cause,
    )
    given = await grant_use(call, catalog, wish)
    if grant.withdrawn:
        await withdraw_grant(await stage.call(grant.by), WithdrawGrant(given.holder_key, given.id))


async def _located(stage: Stage, identifier: str) -> LicenseKey:
    """Return where a license lives."""
    found = select(LicenseLocator).where(LicenseLocator.identifier == identifier)
    async with stage.doors.writer() as db:
        located = (await db.execute(found)).scalar_one()
    return LicenseKey(located.holder_key, located.license_id)
