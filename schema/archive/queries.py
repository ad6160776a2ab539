"""Archival copies and case files of the caller's own, and verifying any copy (art. 19, 20, 24)."""

from datetime import date, datetime
from typing import Annotated

import strawberry

from hub.archive.queries import case_file_of, copy_of
from hub.archive.verify import verify_copy
from hub.policy.states import LicenseState
from schema.archive.types import ArchivalCopy, CaseFile, organization
from schema.arguments import GlobalId
from schema.context import Info
from schema.executor import Recorded
from schema.ids import Named
from schema.organizations import Organization

Number = Annotated[str, strawberry.argument(description="Number of the copy · 副本编号")]
Digest = Annotated[
    str, strawberry.argument(description="SM3 of the file, 64 hexadecimal digits · 文件摘要值")
]


@strawberry.type(description="What is told of a copy that the hub made (art. 19) · 副本核验结果")
class VerifiedCopy:
    """What is told of a copy that the hub made."""

    number: str = strawberry.field(description="Number of the copy · 副本编号")
    made_at: datetime = strawberry.field(description="When it was made · 制作时间")
    expires_on: date = strawberry.field(description="Until when it is kept · 保存期限")
    expired: bool = strawberry.field(description="Whether that day has passed · 是否已过保存期")
    organization: Organization | None = strawberry.field(
        description="Who took it, if an organization; a person is not named · 留存单位"
    )
    state: LicenseState = strawberry.field(description="State of the license now · 证照当前状态")
    current: bool = strawberry.field(
        description="Whether the version that was copied is in force still · 是否现行版本"
    )


@strawberry.type
class ArchiveQuery:
    """Archival copies and case files."""

    @strawberry.field(description="A copy that the caller took (art. 19) · 存档副本")
    async def archival_copy(
        self,
        info: Info,
        id: GlobalId,  # noqa: A002 - the argument's name in the schema
    ) -> ArchivalCopy | None:
        """Return a copy to its recipient."""
        context = info.context
        await context.current_catalog()
        keys = context.ids.keys(id, Named.COPY)
        return ArchivalCopy.of(await copy_of(context.call, *keys), context)

    @strawberry.field(description="A case file that the caller's office closed · 电子案卷")
    async def case_file(
        self,
        info: Info,
        id: GlobalId,  # noqa: A002 - the argument's name in the schema
    ) -> CaseFile | None:
        """Return a case file to its organization."""
        context = info.context
        await context.current_catalog()
        keys = context.ids.keys(id, Named.CASE_FILE)
        return CaseFile.of(await case_file_of(context.call, *keys), context)

    @strawberry.field(
        extensions=[Recorded()],
        description="Tell whether a file is a copy that the hub made (art. 19, 24) · 核验存档副本",
    )
    async def verify_copy(self, info: Info, number: Number, digest: Digest) -> VerifiedCopy | None:
        """Verify a copy."""
        context = info.context
        reading = context.parts.reading
        await context.current_catalog()
        found = await verify_copy(reading, context.call, number, digest)
        return VerifiedCopy(
            number=found.number,
            made_at=found.made_at,
            expires_on=found.expires_on,
            expired=found.expired,
            organization=organization(found.organization_id, context),
            state=found.state,
            current=found.current,
        )
