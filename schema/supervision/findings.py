"""Findings in GraphQL (问题, art. 28)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from hub.supervision.findings import queries
from hub.supervision.findings.grounds import BY_CODE, Ground
from hub.supervision.findings.queries import FindingFacts, Sought
from hub.supervision.findings.queries import FindingRecord as RecordFacts
from hub.supervision.findings.rules import told
from hub.supervision.terms import RecordKind, Severity
from schema.arguments import After, AtMost
from schema.context import Context, Info
from schema.ids import Named
from schema.node import Node
from schema.organizations import Organization
from schema.paging import LARGEST

strawberry.enum(Severity, description="How grave a finding is (art. 28) · 严重程度")
strawberry.enum(RecordKind, description="What a finding's record is (art. 28) · 记录类别")

_KEYED = {
    RecordKind.REQUEST: Named.REQUEST,
    RecordKind.LICENSE: Named.LICENSE,
    RecordKind.QUARANTINED_ROW: Named.BATCH,
    RecordKind.ORDER: Named.ORDER,
    RecordKind.OBJECTION: Named.OBJECTION,
}


@strawberry.type(description="A ground of findings (art. 28) · 问题类别（第二十八条）")
class FindingGround:
    """A ground of findings."""

    code: str = strawberry.field(description="Its code · 代码")
    article: str = strawberry.field(description="Article and item of the measures · 条款")
    severity: Severity = strawberry.field(description="How grave it is · 严重程度")

    @classmethod
    def of(cls, facts: Ground) -> "FindingGround":
        """Show a ground."""
        return cls(code=facts.code, article=facts.article, severity=facts.severity)


@strawberry.type(description="A count of a finding (art. 28) · 问题数据")
class FindingFact:
    """A count of a finding."""

    name: str = strawberry.field(description="What is counted · 名称")
    value: str = strawberry.field(description="The count · 数值")


@strawberry.type(description="A record that a finding rests on; no face value · 问题涉及的记录")
class FindingRecord:
    """A record that a finding rests on."""

    kind: RecordKind = strawberry.field(description="What it is (art. 28) · 记录类别")
    id: strawberry.ID | None = strawberry.field(
        description="Global id of a license, a request or a batch · 全局标识"
    )
    code: str = strawberry.field(
        description="Code of entry, organization or fault, or a number · 代码或编号"
    )
    since: datetime = strawberry.field(description="Since when · 起始时间")

    @classmethod
    def of(cls, facts: RecordFacts, context: Context) -> "FindingRecord":
        """Show a record."""
        id_, kind = None, _KEYED.get(facts.kind)
        if kind is not None:
            keys = (facts.owner_key, None if kind is Named.BATCH else facts.key)
            id_ = strawberry.ID(context.ids.of(kind, *(key for key in keys if key is not None)))
        return cls(kind=facts.kind, id=id_, code=facts.code, since=facts.since)


@strawberry.type(description="A page of records (art. 28) · 记录分页")
class FindingRecordPage:
    """A page of records."""

    records: list[FindingRecord] = strawberry.field(description="The records · 记录")
    end_cursor: str | None = strawberry.field(description="Where the page ends · 末游标")


@strawberry.type(description="A finding by the hub's own records (art. 28) · 问题（第二十八条）")
class Finding(Node):
    """That a ground stands against an organization."""

    number: str = strawberry.field(description="Its number · 编号")
    ground: FindingGround = strawberry.field(description="On which ground (art. 28) · 问题类别")
    organization: Organization = strawberry.field(description="Whose it is · 责任单位")
    subject: str = strawberry.field(
        description="What it is about: a code, a number, or a global id · 事项"
    )
    zh: str = strawberry.field(description="What is found, in Chinese · 中文说明")
    en: str = strawberry.field(description="What is found, in English · 英文说明")
    facts: list[FindingFact] = strawberry.field(description="Counts, as last seen · 数据")
    since: datetime = strawberry.field(description="Since when the cause is there · 起始时间")
    opened_at: datetime = strawberry.field(description="When it was opened · 发现时间")
    closed_at: datetime | None = strawberry.field(description="When its cause was gone · 消除时间")

    @classmethod
    def of(cls, facts: FindingFacts, context: Context) -> "Finding":
        """Show a finding to who may see it."""
        ground, directory = BY_CODE[facts.ground], context.directory
        return cls(
            id=strawberry.ID(context.ids.of(Named.FINDING, facts.id)),
            number=facts.number,
            ground=FindingGround.of(ground),
            organization=Organization.of(directory.by_id[facts.organization_id], context.ids),
            subject=_subject(facts, ground, context),
            zh=told(ground.zh, facts.facts),
            en=told(ground.en, facts.facts),
            facts=[FindingFact(name=name, value=str(it)) for name, it in facts.facts.items()],
            since=facts.since,
            opened_at=facts.opened_at,
            closed_at=facts.closed_at,
        )


def _subject(facts: FindingFacts, ground: Ground, context: Context) -> str:
    """Name a subject as everything is named outside: a code as it is, a key as a global id."""
    if ground.keyed is None:
        return facts.subject
    return context.ids.of(_KEYED[ground.keyed], UUID(facts.subject))


@strawberry.type(description="A page of findings (art. 28) · 问题分页")
class FindingPage:
    """A page of findings."""

    findings: list[Finding] = strawberry.field(description="The newest first · 问题")
    end_cursor: str | None = strawberry.field(description="Where the page ends · 末游标")


OfOrganization = Annotated[
    str | None, strawberry.argument(description="Of one organization, by its code · 单位代码")
]
OfGround = Annotated[
    str | None, strawberry.argument(description="On one ground, by its code · 问题类别代码")
]
OneFinding = Annotated[
    strawberry.ID, strawberry.argument(description="Id of the finding · 问题全局标识")
]
StillOpen = Annotated[
    bool | None, strawberry.argument(description="Only open ones, or only closed · 是否未结")
]


@strawberry.type
class FindingQuery:
    """Findings."""

    @strawberry.field(
        description="What the hub found: for overseers within their scope, and for the organization"
        " itself (art. 28) · 问题清单"
    )
    async def findings(
        self,
        info: Info,
        organization: OfOrganization = None,
        ground: OfGround = None,
        open: StillOpen = None,  # noqa: A002 - the argument's name in the schema
        first: AtMost = 20,
        after: After = None,
    ) -> FindingPage | None:
        """Return findings."""
        context, size = info.context, min(max(first, 1), LARGEST)
        await context.current_catalog()
        sought = Sought(organization=organization, ground=ground, open=open)
        bound = ("findings", context.call.name, organization, ground, open)
        place = None if after is None else context.ids.place(after, *bound)
        found = await queries.findings_of(context.call, context.directory, sought, size, place)
        return FindingPage(
            findings=[Finding.of(one, context) for one in found],
            end_cursor=context.ids.cursor(found[-1].id, *bound) if found else None,
        )

    @strawberry.field(
        description="What a finding rests on, while it is open; no face value (art. 28)"
        " · 问题涉及的记录"
    )
    async def finding_records(
        self, info: Info, finding: OneFinding, first: AtMost = 20, after: After = None
    ) -> FindingRecordPage | None:
        """Return the records that a finding rests on now."""
        context, size = info.context, min(max(first, 1), LARGEST)
        await context.current_catalog()
        (finding_id,) = context.ids.keys(finding, Named.FINDING)
        bound = ("findingRecords", context.call.name, finding_id)
        place = None if after is None else context.ids.place(after, *bound)
        facts = await queries.finding_of(context.call, context.directory, finding_id)
        found = await queries.records_of(context.call, context.directory, facts, size, place)
        last = found[-1].key if found else None
        return FindingRecordPage(
            records=[FindingRecord.of(one, context) for one in found],
            end_cursor=None if last is None else context.ids.cursor(last, *bound),
        )
