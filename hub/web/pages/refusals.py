"""Why a page is not shown, or what was sent from it not done."""

from typing import Any

from hub.errors import Kind, Refusal
from hub.web.pages.words import Words


class NotFromThisPage(Refusal):
    """A form was not sent from a page of the hub's own, or from one of an earlier sign-in."""

    kind = Kind.FORBIDDEN
    zh = "该表单并非来自本页面，或登录状态已变化，请刷新后重试"
    en = "The form was not sent from this page, or the sign-in has changed; reload and try again"


class FormUnreadable(Refusal):
    """What was sent is no form that the page has."""

    kind = Kind.INVALID
    zh = "无法读取提交的表单"
    en = "What was sent cannot be read as a form"


class PageNotFound(Refusal):
    """There is nothing to show, or nothing that the visitor may see."""

    kind = Kind.NOT_FOUND
    zh = "没有该内容，或当前身份无权查看"
    en = "There is nothing here, or nothing that you may see"


class SignInNeeded(Refusal):
    """The page is for who has signed in."""

    kind = Kind.UNAUTHENTICATED
    zh = "请先登录"
    en = "Sign in first"


class SessionEnded(Refusal):
    """The session in which a form was filled in is over."""

    kind = Kind.UNAUTHENTICATED
    zh = "登录状态已结束，请重新登录后再次提交"
    en = "The session has ended; sign in and send it again"


class Declined(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """The hub declined what a page asked: a refusal as GraphQL tells it."""

    def __init__(self, kind: Kind, code: str, words: Words, remedy: str | None = None) -> None:
        """Take what was told."""
        super().__init__(code)
        self.kind, self.code, self.words, self.remedy = kind, code, words, remedy

    @classmethod
    def of_refusal(cls, refusal: Refusal) -> "Declined":
        """Take a refusal that came before anything was asked."""
        words = Words(refusal.message_zh, refusal.message_en)
        return cls(refusal.kind, refusal.code, words, refusal.remedy)

    @classmethod
    def of_told(cls, told: dict[str, Any]) -> "Declined":
        """Take a refusal from the answer of a query or of a mutation."""
        words = Words(told["messageZh"], told["messageEn"])
        return cls(Kind(told["kind"]), told["code"], words, told.get("remedy"))
