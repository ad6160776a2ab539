"""Registered documents: what an application asks with, found valid before it is registered."""

from collections.abc import AsyncIterator, Awaitable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, cast

import strawberry

from hub.partners.clients.rules import check_administrator
from hub.partners.documents import commands, wishes
from hub.partners.documents.queries import DocumentFacts, ListFacts
from hub.partners.documents.queries import registered_documents as documents_of
from hub.partners.documents.rules import check_amount, digest_of
from schema.context import Context, Info
from schema.documents import problems
from schema.errors import Refusal, attempted

_CLIENT = "Id of the application, as its tokens name it · 应用标识（令牌中的 client_id）"
_KEY = "The caller's key of this act · 幂等键"
_SHA256 = "SHA-256 of its text, in hexadecimal digits · 文本的 SHA-256（十六进制）"

OfApplication = Annotated[str, strawberry.argument(description=_CLIENT)]

if TYPE_CHECKING:
    from schema.root import HubSchema


@strawberry.type(description="A document that an application asks with (art. 16) · 已登记文档")
class RegisteredDocument:
    """A registered document."""

    sha256: str = strawberry.field(name="sha256", description=_SHA256)
    text: str = strawberry.field(description="The document · 文档")
    registered_at: datetime = strawberry.field(description="When registered · 登记时间")

    @classmethod
    def of(cls, document: DocumentFacts) -> "RegisteredDocument":
        """Show a document."""
        return cls(sha256=document.sha256, text=document.text, registered_at=document.registered_at)


@strawberry.type(description="The documents of an application (art. 16) · 应用的已登记文档")
class ClientDocuments:
    """The documents of an application."""

    client: str = strawberry.field(description=_CLIENT)
    restricted: bool = strawberry.field(
        description="Whether it asks with these alone · 是否仅可使用已登记文档"
    )
    documents: list[RegisteredDocument] = strawberry.field(description="In use · 在用文档")

    @classmethod
    def of(cls, listed: ListFacts) -> "ClientDocuments":
        """Show a list."""
        return cls(
            client=listed.client,
            restricted=listed.restricted,
            documents=[RegisteredDocument.of(document) for document in listed.documents],
        )


@strawberry.type(description="Why a document cannot be registered · 文档不可登记的原因")
class DocumentProblem:
    """What is wrong with one document."""

    place: int = strawberry.field(description="Which of those sent, from 0 · 序号，自 0 起")
    sha256: str = strawberry.field(name="sha256", description=_SHA256)
    reasons: list[str] = strawberry.field(description="What is wrong with it · 问题")


@strawberry.type(
    description="Some documents are not valid, and so none was registered · 文档无效，均未登记"
)
class DocumentProblems:
    """Documents that are not valid."""

    problems: list[DocumentProblem] = strawberry.field(description="One for each · 逐个说明")


@strawberry.input(description="Documents to be registered (art. 16) · 登记文档")
class RegisterDocumentsInput:
    """Documents to be registered."""

    client: str = strawberry.field(description=_CLIENT)
    documents: list[str] = strawberry.field(description="Their texts, at most 50 · 文档文本")
    idempotency_key: str = strawberry.field(description=_KEY)


@strawberry.input(description="A document to be withdrawn (art. 16) · 撤回文档")
class WithdrawDocumentInput:
    """A document to be withdrawn."""

    client: str = strawberry.field(description=_CLIENT)
    sha256: str = strawberry.field(name="sha256", description=_SHA256)
    idempotency_key: str = strawberry.field(description=_KEY)


@strawberry.input(description="Whether an application is kept to its documents · 限定文档")
class RestrictClientInput:
    """Whether an application is kept to its registered documents."""

    client: str = strawberry.field(description=_CLIENT)
    restricted: bool = strawberry.field(description="Whether it is · 是否限定")
    idempotency_key: str = strawberry.field(description=_KEY)


DocumentsResult = Annotated[
    ClientDocuments | Refusal,
    strawberry.union("DocumentsResult", description="The documents, or why not · 文档或拒绝理由"),
]
RegistrationResult = Annotated[
    ClientDocuments | DocumentProblems | Refusal,
    strawberry.union(
        "RegistrationResult",
        description="The documents, what is wrong with them, or why not · 文档、问题或拒绝理由",
    ),
]


def _input(description: str) -> Any:  # noqa: ANN401 - strawberry's own
    return strawberry.argument(name="input", description=description)


@strawberry.type
class DocumentQuery:
    """What applications ask with."""

    @strawberry.field(
        description="The documents of an application, for who administrates it · 应用的已登记文档"
    )
    async def registered_documents(self, info: Info, client: OfApplication) -> ClientDocuments:
        """Return the documents of an application."""
        return await _shown(info.context, client)


@strawberry.type
class DocumentMutation:
    """Register and withdraw what applications ask with."""

    @strawberry.mutation(description="Register documents, all or none (art. 16) · 登记文档")
    async def register_documents(
        self, info: Info, wish: Annotated[RegisterDocumentsInput, _input("Which · 文档")]
    ) -> RegistrationResult:
        """Register documents that are all valid."""
        context = info.context
        stated = wishes.RegisterDocuments(client=wish.client, documents=tuple(wish.documents))

        async def act() -> ClientDocuments | DocumentProblems:
            check_administrator(context.call.caller)
            check_amount(0, len(stated.documents))
            found = [one async for one in _problems(info, stated.documents)]
            if found:
                return DocumentProblems(problems=found)
            key = wish.idempotency_key
            done = await commands.register_documents(context.call, stated, key=key)
            return await _shown(context, done)

        return await attempted(act())

    @strawberry.mutation(description="Withdraw a document at once (art. 16) · 撤回文档")
    async def withdraw_document(
        self, info: Info, wish: Annotated[WithdrawDocumentInput, _input("Which · 文档")]
    ) -> DocumentsResult:
        """Withdraw a document."""
        call = info.context.call
        stated = wishes.WithdrawDocument(client=wish.client, sha256=wish.sha256)
        done = commands.withdraw_document(call, stated, key=wish.idempotency_key)
        return await _told(info.context, done)

    @strawberry.mutation(
        description="Let an application ask with its documents alone (art. 16) · 限定应用文档"
    )
    async def restrict_client(
        self, info: Info, wish: Annotated[RestrictClientInput, _input("Which · 应用")]
    ) -> DocumentsResult:
        """Keep an application to its documents, or do so no more."""
        call = info.context.call
        stated = wishes.RestrictClient(client=wish.client, restricted=wish.restricted)
        done = commands.restrict_client(call, stated, key=wish.idempotency_key)
        return await _told(info.context, done)


async def _problems(info: Info, texts: tuple[str, ...]) -> AsyncIterator[DocumentProblem]:
    """Yield what is wrong with each document."""
    for place, text in enumerate(texts):
        schema = cast("HubSchema", info.context.schema)
        reasons = await problems(schema, text, info.context.parts.turns)
        if reasons:
            yield DocumentProblem(place=place, sha256=digest_of(text), reasons=reasons)


async def _told(context: Context, done: Awaitable[str]) -> ClientDocuments | Refusal:
    async def act() -> ClientDocuments:
        return await _shown(context, await done)

    return await attempted(act())


async def _shown(context: Context, client: str) -> ClientDocuments:
    return ClientDocuments.of(await documents_of(context.call, client))
