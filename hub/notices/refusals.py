"""Why a choice of notices, or a way to follow them, is refused."""

from hub.errors import Kind, Refusal
from hub.policy.terms import Remedy


class NoticeRequired(Refusal):
    """What the hub must show to a holder cannot be turned off."""

    kind = Kind.INVALID
    zh = "{notice} 类通知依规定必须在站内告知，不能关闭"
    en = "Notices of the kind {notice} must be shown in the inbox, and cannot be turned off"


class RealNameNeeded(Refusal):
    """Notices are chosen by somebody known by real name."""

    kind = Kind.FORBIDDEN
    zh = "设置通知需要 {needed} 级认证"
    en = "Choosing notices needs assurance level {needed}"

    def __init__(self, *, needed: int) -> None:
        """Take the level that would do: to reach it is the lawful way on."""
        super().__init__(remedy=Remedy.RAISE_ASSURANCE.value, needed=needed)


class HolderNeeded(Refusal):
    """Only a holder, or who stands for one, is told of anything."""

    kind = Kind.FORBIDDEN
    zh = "通知仅发给持证主体本人或其代表，请先登录"
    en = "Notices are for holders and for those who stand for them; sign in as one"


class TooManyChoices(Refusal):
    """There are so many kinds and channels to choose for, and no more."""

    kind = Kind.INVALID
    zh = "一次最多设置 {most} 项通知"
    en = "At most {most} choices are made at once"


class NoticeNotFound(Refusal):
    """There is no such notice for this caller."""

    kind = Kind.NOT_FOUND
    zh = "没有该通知"
    en = "There is no such notice"


class TooManySubscriptions(Refusal):
    """A caller, and a process, follow a bounded number of things at once."""

    kind = Kind.LIMITED
    zh = "同时订阅数已达上限（{most}），请先结束其他订阅"
    en = "There are {most} subscriptions already; end another one first"


class SubscriberTooSlow(Refusal):
    """A subscriber did not take its events in time; nothing is kept for it any longer."""

    kind = Kind.LIMITED
    zh = "接收过慢，订阅已结束；请重新订阅，并以 usage 查询补齐"
    en = "Events were not taken in time, so the subscription ended; subscribe again and read usage"
