"""Changes of the catalog: each resolver calls the command of its name."""

from typing import Annotated, TypeVar

import msgspec
import strawberry

from hub.catalog import commands, wishes
from hub.policy import entry
from schema.catalog.inputs import (
    AcceptEntryInput,
    CompileEntryInput,
    DeclareExemptionInput,
    DeclareLegalBasisInput,
    NameEntryInput,
    SubmitEntryInput,
)
from schema.catalog.types import LegalBasis, Publication, Revision
from schema.context import Info
from schema.errors import Refusal, answered

W = TypeVar("W")

RevisionResult = Annotated[
    Revision | Refusal,
    strawberry.union("RevisionResult", description="The revision, or why not · 目录版本或拒绝理由"),
]
PublicationResult = Annotated[
    Publication | Refusal,
    strawberry.union("PublicationResult", description="Publication, or why not · 发布或拒绝理由"),
]
LegalBasisResult = Annotated[
    LegalBasis | Refusal,
    strawberry.union("LegalBasisResult", description="The provision, or why not · 依据或拒绝理由"),
]

Compiling = Annotated[
    CompileEntryInput,
    strawberry.argument(name="input", description="What the entry says · 目录内容"),
]
Submitting = Annotated[
    SubmitEntryInput, strawberry.argument(name="input", description="Which revision · 版本")
]
Accepting = Annotated[
    AcceptEntryInput,
    strawberry.argument(name="input", description="Which revision, as it was read · 审核的版本"),
]
Naming = Annotated[
    NameEntryInput, strawberry.argument(name="input", description="Which entry · 目录条目")
]
Exempting = Annotated[
    DeclareExemptionInput,
    strawberry.argument(name="input", description="What is exempt, and why · 不予共享内容及依据"),
]
Declaring = Annotated[
    DeclareLegalBasisInput, strawberry.argument(name="input", description="The provision · 依据")
]


@strawberry.type
class CatalogMutation:
    """Changes of the catalog."""

    @strawberry.mutation(description="Compile a new entry as a draft (art. 7) · 编制目录（第七条）")
    async def draft_entry(self, info: Info, wish: Compiling) -> RevisionResult:
        """Compile a new entry."""
        stated = _stated(wish, wishes.DraftEntry)
        command = commands.draft_entry(info.context.call, stated, key=wish.idempotency_key)
        return await answered(Revision, command)

    @strawberry.mutation(description="Revise an entry as a draft (art. 7) · 更新目录（第七条）")
    async def revise_entry(self, info: Info, wish: Compiling) -> RevisionResult:
        """Revise an entry."""
        stated = _stated(wish, wishes.ReviseEntry)
        command = commands.revise_entry(info.context.call, stated, key=wish.idempotency_key)
        return await answered(Revision, command)

    @strawberry.mutation(description="Put a draft before reviewers (art. 7) · 提交审核（第七条）")
    async def submit_entry(self, info: Info, wish: Submitting) -> RevisionResult:
        """Put a draft before the reviewers."""
        stated = _stated(wish, wishes.SubmitEntry)
        command = commands.submit_entry(info.context.call, stated, key=wish.idempotency_key)
        return await answered(Revision, command)

    @strawberry.mutation(
        description="Bring a revision in force; a widening needs its basis (art. 7, 22) · 目录生效"
    )
    async def accept_entry(self, info: Info, wish: Accepting) -> RevisionResult:
        """Bring a submitted revision in force."""
        stated = _stated(wish, wishes.AcceptEntry)
        command = commands.accept_entry(info.context.call, stated, key=wish.idempotency_key)
        return await answered(Revision, command)

    @strawberry.mutation(description="Open sharing of an entry (art. 13) · 发布（第十三条）")
    async def publish_entry(self, info: Info, wish: Naming) -> PublicationResult:
        """Open the sharing of an entry's licenses."""
        stated = _stated(wish, wishes.NameEntry)
        command = commands.publish_entry(info.context.call, stated, key=wish.idempotency_key)
        return await answered(Publication, command)

    @strawberry.mutation(description="Close sharing again (art. 13) · 撤回发布（第十三条）")
    async def withdraw_entry(self, info: Info, wish: Naming) -> PublicationResult:
        """Close the sharing of an entry's licenses."""
        stated = _stated(wish, wishes.NameEntry)
        command = commands.withdraw_entry(info.context.call, stated, key=wish.idempotency_key)
        return await answered(Publication, command)

    @strawberry.mutation(description="End the revision in force (art. 7) · 停用目录（第七条）")
    async def retire_entry(self, info: Info, wish: Naming) -> RevisionResult:
        """End the revision in force."""
        stated = _stated(wish, wishes.NameEntry)
        command = commands.retire_entry(info.context.call, stated, key=wish.idempotency_key)
        return await answered(Revision, command)

    @strawberry.mutation(
        description="Draft that a field or an entry is not shared (art. 22) · 声明不予共享"
    )
    async def declare_exemption(self, info: Info, wish: Exempting) -> RevisionResult:
        """Draft that a field or an entry is not shared."""
        stated = _stated(wish, wishes.DeclareExemption)
        command = commands.declare_exemption(info.context.call, stated, key=wish.idempotency_key)
        return await answered(Revision, command)

    @strawberry.mutation(description="Register a provision or its end (art. 22) · 登记依据")
    async def declare_legal_basis(self, info: Info, wish: Declaring) -> LegalBasisResult:
        """Register a provision that policies may rest on."""
        stated = _stated(wish, entry.LegalBasis)
        key = wish.idempotency_key
        return await answered(
            LegalBasis, commands.declare_legal_basis(info.context.call, stated, key=key)
        )


def _stated(stated: object, kind: type[W]) -> W:
    return msgspec.convert(stated, kind, from_attributes=True)
