"""Why what a holder would give of an own license is refused."""

from hub.errors import Kind, Refusal
from hub.policy.terms import Remedy


class AssuranceNeeded(Refusal):
    """An act that only a person identified by real name and real person may do."""

    kind = Kind.FORBIDDEN
    zh = "此操作须完成“实名+实人”认证（认证等级 {needed}）"
    en = "This needs real-name, real-person authentication (assurance level {needed})"

    def __init__(self, *, needed: int) -> None:
        """Take the level that would do: to reach it is the lawful way on."""
        super().__init__(remedy=Remedy.RAISE_ASSURANCE.value, needed=needed)


class LicenseNotHeld(Refusal):
    """No license of that id is held by the caller; the same where there is none."""

    kind = Kind.NOT_FOUND
    zh = "在您名下未找到该电子证照"
    en = "No such license is held by you"


class LicenseEnded(Refusal):
    """A license that has ended cannot be given for use."""

    kind = Kind.CONFLICT
    zh = "该电子证照已失效，不能再授权使用"
    en = "The license has ended and can no longer be given for use"


class HolderEnded(Refusal):
    """A holder who has died or was dissolved gives nothing any more."""

    kind = Kind.CONFLICT
    zh = "该持证主体已死亡或已注销，不能再授权使用其电子证照"
    en = "The holder has died or was dissolved, and gives nothing any more"


class EntryNotShared(Refusal):
    """The data center has not opened the sharing of this kind of license."""

    kind = Kind.CONFLICT
    zh = "该类电子证照尚未发布共享"
    en = "Licenses of this entry are not published for sharing"


class FieldsMissing(Refusal):
    """What is given lists at least one field."""

    kind = Kind.INVALID
    zh = "至少须列明一个字段"
    en = "List at least one field"


class FieldNotGrantable(Refusal):
    """A field that a holder cannot give: unknown, another person's, or exempt."""

    kind = Kind.INVALID
    zh = "字段 {key} 不能授权（{reason}）"
    en = "The field {key} cannot be granted ({reason})"


class CauseInvalid(Refusal):
    """A cause is stated, in at most 200 characters."""

    kind = Kind.INVALID
    zh = "请说明事由（1 至 {most} 个字符）"
    en = "State a cause of 1 to {most} characters"


class AuthorizationPeriodInvalid(Refusal):
    """A period ends after it begins, in the future, and not too far in it."""

    kind = Kind.INVALID
    zh = "期限无效：须在将来结束，且最长 {days} 天"
    en = "The period is not valid: it must end in the future, after {days} days at the most"
