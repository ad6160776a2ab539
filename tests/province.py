"""A small province for the catalog: its departments, its data center, and who acts in them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker

from hub.audit.call import Call, Doors
from hub.audit.recorder import Recorder
from hub.catalog.commands import declare_legal_basis
from hub.db.engine import ReaderPool
from hub.identity.callers import ANONYMOUS, ActingFor, Caller
from hub.identity.commands import register_organization
from hub.identity.terms import Level, OrganizationKind, Role
from hub.identity.wishes import RegisterOrganization
from hub.policy.law import MEASURES
from tests.entries import LAW, OWNER, TODAY

OTHER, CITY, DATA_CENTER = "11519999MB51900183", "11519999MB5190026X", "11519999MB5190034Q"
ORGANIZATIONS = {
    OWNER: (OrganizationKind.DEPARTMENT, Level.PROVINCE),
    OTHER: (OrganizationKind.DEPARTMENT, Level.PROVINCE),
    CITY: (OrganizationKind.DEPARTMENT, Level.CITY),
    DATA_CENTER: (OrganizationKind.DATA_CENTER, Level.PROVINCE),
}
OFFICES = {
    "editor": (OWNER, Role.CATALOG_EDITOR),
    "reviewer": (OWNER, Role.CATALOG_REVIEWER),
    "publisher": (DATA_CENTER, Role.CATALOG_REVIEWER),
    "issuer": (OWNER, Role.ISSUER),
    "other_editor": (OTHER, Role.CATALOG_EDITOR),
    "other_reviewer": (OTHER, Role.CATALOG_REVIEWER),
    "city_editor": (CITY, Role.CATALOG_EDITOR),
    "center_editor": (DATA_CENTER, Role.CATALOG_EDITOR),
    "center_admin": (DATA_CENTER, Role.SYSTEM_ADMIN),
    "client": (OWNER, None),
}
CALLERS = (*OFFICES, "person", "anonymous")
CATALOG = (
    "SELECT * FROM legal_basis ORDER BY code",
    "SELECT * FROM catalog_entry ORDER BY id",
    "SELECT * FROM catalog_revision ORDER BY id",
    "SELECT * FROM reference_epoch",
)
MOMENT = datetime.combine(TODAY, datetime.min.time(), UTC)


By = Callable[[str], Call]


@dataclass(frozen=True)
class Province:
    """The doors to a database with its organizations, and a call by anybody."""

    doors: Doors
    ids: dict[str, int]

    def call(self, who: str, moment: datetime = MOMENT) -> Call:
        """Let somebody call."""
        return Call(self.doors, self.caller(who), moment=moment)

    def caller(self, who: str) -> Caller:
        """Return somebody of the cast."""
        if who == "anonymous":
            return ANONYMOUS
        account = UUID(int=CALLERS.index(who) + 1)
        if who == "person":
            return Caller(account_id=account, assurance=3)
        code, role = OFFICES[who]
        return Caller(
            account_id=account,
            organization=ActingFor(self.ids[code], code),
            roles=frozenset({role} if role else ()),
            issuer_organizations=(self.ids[code],),
        )

    async def rows(self, statement: str) -> list[tuple[object, ...]]:
        """Look at the tables as they are."""
        async with self.doors.writer() as db:
            return [tuple(row) for row in await db.execute(text(statement))]

    async def catalog(self) -> list[object]:
        """Return everything the catalog holds, and the reference epoch."""
        return [await self.rows(statement) for statement in CATALOG]

    async def audited(self) -> list[tuple[object, ...]]:
        """Return what was recorded: act, subject, outcome, account."""
        return await self.rows(
            "SELECT act, subject, outcome, account_id FROM audit_entry ORDER BY id"
        )


async def found_province(writer: AsyncEngine, reader: ReaderPool) -> Province:
    """Make the organizations known; the catalog is empty."""
    sessions = async_sessionmaker(writer)
    async with sessions.begin() as db:
        known = [await register_organization(db, wish) for wish in _organizations()]
        ids = {organization.code: organization.id for organization in known}
    return Province(Doors(sessions, reader, Recorder(reader)), ids)


def _organizations() -> list[RegisterOrganization]:
    return [
        RegisterOrganization(
            code=code,
            name_zh=f"机构{code}",
            name_en=code,
            kind=kind,
            level=level,
            region="510000" if level is Level.PROVINCE else "510100",
            region_as_of=date(2026, 1, 1),
        )
        for code, (kind, level) in ORGANIZATIONS.items()
    ]


async def declare_law(by: By) -> None:
    """Let the data center declare the legal bases."""
    for code in sorted(LAW.keys() - MEASURES.keys()):
        await declare_legal_basis(by("publisher"), LAW[code])
