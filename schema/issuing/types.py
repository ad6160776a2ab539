"""A version of a license while it is made (制发, art. 8): written down, sealed, in force."""

from datetime import datetime
from typing import Annotated

import strawberry

import schema.terms  # noqa: F401 - names the vocabularies used below
from hub.issuing.model import Making as Row
from hub.issuing.queries import MakingFacts
from hub.issuing.terms import MakingState
from hub.licenses.terms import LicenseEvent
from schema.catalog.types import CatalogEntry
from schema.context import Context
from schema.errors import Refusal
from schema.ids import Named
from schema.node import Node
from schema.organizations import Organization

strawberry.enum(MakingState, description="How far a version has come (art. 8, 22) · 制作状态")


@strawberry.type(description="A version that is being made (art. 8) · 制证记录（第八条）")
class Making(Node):
    """A version that is being made; what it says is read as the license's once it is in force."""

    state: MakingState = strawberry.field(description="How far it has come · 状态")
    event: LicenseEvent = strawberry.field(description="What it is (art. 10) · 事件")
    entry: CatalogEntry = strawberry.field(description="Catalog entry (art. 7) · 目录条目")
    identifier: str = strawberry.field(description="Identifier, GB/T 36904 · 证照标识")
    license: strawberry.ID | None = strawberry.field(
        description="Id of the license, once the version is in force · 证照全局标识"
    )
    awaiting: list[Organization] = strawberry.field(
        description="Issuers that have yet to confirm (art. 22) · 待确认的签发部门"
    )
    confirmed: list[Organization] = strawberry.field(
        description="Issuers that have confirmed (art. 22) · 已确认的签发部门"
    )
    requested_at: datetime = strawberry.field(description="When it was begun · 发起时间")
    finished_at: datetime | None = strawberry.field(description="When it was done · 完成时间")
    outcome: str | None = strawberry.field(
        description="Why it was given up, if it was · 作废原因代码"
    )

    @classmethod
    def of(cls, facts: MakingFacts | Row, context: Context) -> "Making":
        """Show a version that is being made to one of its issuers."""
        return cls(
            id=strawberry.ID(context.ids.of(Named.MAKING, facts.id)),
            state=facts.state,
            event=facts.event,
            entry=CatalogEntry.of(context.catalog.by_id[facts.entry_id], context),
            identifier=facts.identifier,
            license=_license(facts, context),
            awaiting=_organizations(facts.awaiting, context),
            confirmed=_organizations(facts.confirmed, context),
            requested_at=facts.requested_at,
            finished_at=facts.finished_at,
            outcome=facts.outcome,
        )


MakingResult = Annotated[
    Making | Refusal,
    strawberry.union("MakingResult", description="The version, or why not · 制证结果或拒绝理由"),
]


def _license(facts: MakingFacts | Row, context: Context) -> strawberry.ID | None:
    if facts.holder_key is None:
        return None
    return strawberry.ID(context.ids.of(Named.LICENSE, facts.holder_key, facts.license_id))


def _organizations(ids: list[int], context: Context) -> list[Organization]:
    return [Organization.of(context.directory.by_id[one], context.ids) for one in ids]
