"""Recognized applications in GraphQL (亮证应用, art. 17)."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from hub.authorizations.applications import commands, wishes
from hub.authorizations.applications.queries import ApplicationFacts, showing_applications
from hub.authorizations.scenarios.model import ShowingApplication
from schema.context import Context, Info
from schema.errors import Refusal, attempted
from schema.organizations import Organization


@strawberry.type(description="An application in which licenses are shown (art. 17) · 亮证应用")
class Application:
    """An application through which holders show licenses."""

    client: str = strawberry.field(description="Its client, as tokens name it · 应用标识")
    zh: str = strawberry.field(description="Name in Chinese · 中文名称")
    en: str = strawberry.field(description="Name in English · 英文名称")
    organization: Organization = strawberry.field(description="Who runs it · 运营单位")
    recognized_at: datetime = strawberry.field(description="When recognized · 认定时间")
    withdrawn_at: datetime | None = strawberry.field(
        description="When its recognition was withdrawn · 撤回认定时间"
    )

    @classmethod
    def of(cls, told: ShowingApplication | ApplicationFacts, context: Context) -> Self:
        """Show an application."""
        return cls(
            client=told.client,
            zh=told.zh,
            en=told.en,
            organization=Organization.of(
                context.directory.by_id[told.organization_id], context.ids
            ),
            recognized_at=told.recognized_at,
            withdrawn_at=told.withdrawn_at,
        )


ApplicationResult = Annotated[
    Application | Refusal,
    strawberry.union(
        "ApplicationResult", description="The application, or why not · 应用或拒绝理由"
    ),
]


@strawberry.input(description="An application to be recognized (art. 17) · 认定亮证应用")
class RecognizeApplicationInput:
    """An application to be recognized."""

    client: str = strawberry.field(description="Its client, as tokens name it · 应用标识")
    organization: str = strawberry.field(description="Code of who runs it · 运营单位代码")
    zh: str = strawberry.field(description="Name in Chinese · 中文名称")
    en: str = strawberry.field(description="Name in English · 英文名称")
    idempotency_key: str = strawberry.field(description="The caller's key of this act · 幂等键")


@strawberry.input(description="A recognition to be withdrawn (art. 17) · 撤回认定")
class WithdrawRecognitionInput:
    """A recognition to be withdrawn."""

    client: str = strawberry.field(description="Which client · 应用标识")
    idempotency_key: str = strawberry.field(description="The caller's key of this act · 幂等键")


Recognizing = Annotated[
    RecognizeApplicationInput,
    strawberry.argument(name="input", description="The application · 应用"),
]
Withdrawing = Annotated[
    WithdrawRecognitionInput,
    strawberry.argument(name="input", description="Which application · 应用"),
]


@strawberry.type
class ApplicationMutation:
    """Recognize applications, and withdraw their recognition."""

    @strawberry.mutation(description="Recognize an application (art. 17) · 认定亮证应用")
    async def recognize_application(self, info: Info, wish: Recognizing) -> ApplicationResult:
        """Recognize an application."""
        context = info.context

        async def act() -> Application:
            await context.current_catalog()
            stated = wishes.RecognizeApplication(
                client=wish.client, organization=wish.organization, zh=wish.zh, en=wish.en
            )
            command = commands.recognize_application(context.call, stated, key=wish.idempotency_key)
            return Application.of(await command, context)

        return await attempted(act())

    @strawberry.mutation(description="Withdraw a recognition (art. 17) · 撤回亮证应用认定")
    async def withdraw_recognition(self, info: Info, wish: Withdrawing) -> ApplicationResult:
        """Withdraw a recognition."""
        context = info.context

        async def act() -> Application:
            await context.current_catalog()
            stated = wishes.WithdrawRecognition(wish.client)
            command = commands.withdraw_recognition(context.call, stated, key=wish.idempotency_key)
            return Application.of(await command, context)

        return await attempted(act())


@strawberry.type
class ApplicationQuery:
    """Where licenses may be shown; anybody may know."""

    @strawberry.field(
        description="Applications recognized for showing licenses, and those withdrawn (art. 17)"
        " · 亮证应用"
    )
    async def showing_applications(self, info: Info) -> list[Application]:
        """Return the applications."""
        context = info.context
        await context.current_catalog()
        found = await showing_applications(context.call)
        return [Application.of(one, context) for one in found]
