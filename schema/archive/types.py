"""An archival copy and a case file, as those see them whose they are (art. 19, 20)."""

from datetime import date, datetime
from typing import Annotated

import strawberry

from hub.archive.downloads import CASES, COPIES
from hub.archive.queries import CaseFacts, CopyFacts
from schema.context import Context
from schema.errors import Refusal
from schema.ids import Named
from schema.node import Node
from schema.organizations import Organization

LINK = "Link to the file, once, for minutes (art. 19, 20) · 下载链接"


@strawberry.type(description="A marked copy of a license, kept with a case (art. 19) · 存档副本")
class ArchivalCopy(Node):
    """A marked copy of a license; what it shows stands in the file."""

    number: str = strawberry.field(description="Its number, to verify it by (art. 19) · 副本编号")
    license: strawberry.ID = strawberry.field(description="Id of the license · 证照全局标识")
    organization: Organization | None = strawberry.field(
        description="Whose it is, if an office took it (art. 19) · 留存单位"
    )
    cause: str = strawberry.field(description="What for (art. 25) · 事由")
    matter: str | None = strawberry.field(description="The matter (art. 20) · 事项")
    case_number: str | None = strawberry.field(description="The case (art. 20) · 办件编号")
    made_at: datetime = strawberry.field(description="When it was made · 制作时间")
    expires_on: date = strawberry.field(description="Until when it is kept · 保存期限")
    digest: str = strawberry.field(description="SM3 of the file, hexadecimal · 文件摘要值")
    download_link: str = strawberry.field(description=LINK)

    @classmethod
    def of(cls, facts: CopyFacts, context: Context) -> "ArchivalCopy":
        """Show a copy to its recipient."""
        links = context.parts.reading.files(context.call, COPIES)
        license_ = context.ids.of(Named.LICENSE, facts.holder_key, facts.license_id)
        return cls(
            id=strawberry.ID(context.ids.of(Named.COPY, facts.holder_key, facts.id)),
            number=facts.number,
            license=strawberry.ID(license_),
            organization=organization(facts.organization_id, context),
            cause=facts.cause,
            matter=facts.matter,
            case_number=facts.case_number,
            made_at=facts.made_at,
            expires_on=facts.expires_on,
            digest=facts.digest.hex(),
            download_link=links.link(facts.holder_key, facts.id),
        )


@strawberry.type(
    description="Every copy that was taken for a case, closed into one package (art. 20) · 电子案卷"
)
class CaseFile(Node):
    """The closed file of a case."""

    matter: str = strawberry.field(description="The matter (art. 20) · 事项")
    case_number: str = strawberry.field(description="The case (art. 20) · 办件编号")
    copies: int = strawberry.field(description="How many copies are in it · 副本份数")
    closed_at: datetime = strawberry.field(description="When it was closed · 归档时间")
    digest: str = strawberry.field(description="SM3 of the package, hexadecimal · 案卷摘要值")
    download_link: str = strawberry.field(description=LINK)

    @classmethod
    def of(cls, facts: CaseFacts, context: Context) -> "CaseFile":
        """Show a case file to its organization."""
        links = context.parts.reading.files(context.call, CASES)
        return cls(
            id=strawberry.ID(context.ids.of(Named.CASE_FILE, facts.id)),
            matter=facts.matter,
            case_number=facts.case_number,
            copies=facts.copies,
            closed_at=facts.closed_at,
            digest=facts.digest.hex(),
            download_link=links.link(facts.id),
        )


ArchivalCopyResult = Annotated[
    ArchivalCopy | Refusal,
    strawberry.union("ArchivalCopyResult", description="The copy, or why not · 副本或拒绝理由"),
]
CaseFileResult = Annotated[
    CaseFile | Refusal,
    strawberry.union("CaseFileResult", description="The case file, or why not · 案卷或拒绝理由"),
]


def organization(organization_id: int | None, context: Context) -> Organization | None:
    """Show an organization, if there is one."""
    facts = context.directory.by_id.get(organization_id or 0)
    return None if facts is None else Organization.of(facts, context.ids)
