"""Why a grant is refused."""

from hub.errors import Kind, Refusal


class GranteeInvalid(Refusal):
    """A grant names exactly one organization or one person, and that one exists."""

    kind = Kind.INVALID
    zh = "请指定一个存在的被授权单位或个人，且不能是本人"
    en = "Name one existing organization or one existing person, other than yourself"


class UsesInvalid(Refusal):
    """The number of uses is out of range."""

    kind = Kind.INVALID
    zh = "使用次数须在 1 至 {most} 之间"
    en = "The number of uses must be between 1 and {most}"


class GrantNotFound(Refusal):
    """The caller gave no such grant; the same where there is none."""

    kind = Kind.NOT_FOUND
    zh = "未找到由您作出的该项授权"
    en = "No such grant was given by you"
