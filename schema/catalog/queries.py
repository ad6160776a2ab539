"""Looks into the catalog: each resolver calls the query of its name."""

from typing import Annotated

import msgspec
import strawberry

from hub.catalog import exemptions, queries
from schema.arguments import EntryCode
from schema.catalog.types import (
    CatalogEntry,
    DeclaredExemption,
    LegalBasis,
    PolicyChange,
    Revision,
)
from schema.context import Info

Words = Annotated[str | None, strawberry.argument(description="Words of its name or code · 检索词")]
IssuerCode = Annotated[str | None, strawberry.argument(description="Issuer's code · 签发部门代码")]
Sector = Annotated[str | None, strawberry.argument(description="Sector · 行业领域")]
Lapsed = Annotated[
    bool | None,
    strawberry.argument(description="Only what has lapsed, or only what holds · 仅失效或仅有效"),
]
CitedBy = Annotated[
    str | None, strawberry.argument(description="Code of the entry that cites them · 目录编码")
]
Number = Annotated[int, strawberry.argument(description="Number of the revision · 版本号")]


@strawberry.type
class CatalogQuery:
    """Looks into the catalog."""

    @strawberry.field(
        description="Entries in force, by words, issuer's code and sector (art. 7) · 证照目录"
    )
    async def catalog(
        self,
        info: Info,
        search: Words = None,
        issuer: IssuerCode = None,
        sector: Sector = None,
    ) -> list[CatalogEntry]:
        """Find entries in force."""
        held = await info.context.current_catalog()
        found = queries.find_entries(held, search=search, issuer=issuer, sector=sector)
        return [CatalogEntry.of(shelf, info.context) for shelf in found]

    @strawberry.field(description="An entry that is or was in force (art. 7) · 目录条目（第七条）")
    async def catalog_entry(self, info: Info, code: EntryCode) -> CatalogEntry | None:
        """Return an entry by its code."""
        shelf = (await info.context.current_catalog()).by_code.get(code)
        return CatalogEntry.of(shelf, info.context) if shelf else None

    @strawberry.field(
        description="Every revision of an entry; open ones for its owner and the data center"
        " (art. 7) · 目录版本（第七条）"
    )
    async def catalog_revisions(self, info: Info, code: EntryCode) -> list[Revision]:
        """Return the revisions of an entry that the caller may see."""
        found = await queries.visible_revisions(info.context.call, code)
        return msgspec.convert(found, list[Revision], from_attributes=True)

    @strawberry.field(
        description="Revisions that are drafted or submitted, for their owner and the data center:"
        " those submitted first, the longest waiting first (art. 7) · 待办目录版本（第七条）"
    )
    async def open_revisions(self, info: Info) -> list[Revision]:
        """Return the revisions that wait for somebody, as far as they concern the caller."""
        found = await queries.open_revisions(info.context.call)
        return msgspec.convert(found, list[Revision], from_attributes=True)

    @strawberry.field(
        description="Provisions that policies can rest on, or those that one entry cites, with the"
        " days that tell whether they carry anything now (art. 22) · 依据清单（第二十二条）"
    )
    async def legal_bases(self, info: Info, entry: CitedBy = None) -> list[LegalBasis]:
        """List provisions by their codes."""
        held = await info.context.current_catalog()
        return msgspec.convert(
            queries.legal_bases(held, entry), list[LegalBasis], from_attributes=True
        )

    @strawberry.field(description="What is exempt, and why (art. 22) · 不予共享清单（第二十二条）")
    async def exemptions(self, info: Info, lapsed: Lapsed = None) -> list[DeclaredExemption]:
        """List what is exempt."""
        held = await info.context.current_catalog()
        found = exemptions.exemptions(held, info.context.call.today, lapsed=lapsed)
        return msgspec.convert(found, list[DeclaredExemption], from_attributes=True)

    @strawberry.field(
        description="Who would see more and who less under a revision than before it (art. 22)"
        " · 可见范围变化（第二十二条）"
    )
    async def policy_difference(
        self, info: Info, entry: EntryCode, revision: Number
    ) -> list[PolicyChange]:
        """Compare a revision with what was in force before it."""
        held, call = await info.context.current_catalog(), info.context.call
        found = await queries.visible_revision(call, entry, revision)
        changes = queries.policy_difference(held, found, call.today)
        return msgspec.convert(changes, list[PolicyChange], from_attributes=True)
