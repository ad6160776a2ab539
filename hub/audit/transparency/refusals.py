"""What asking for proofs declines, and why."""

from hub.errors import Kind, Refusal


class ReceiptNotFound(Refusal):
    """There is no such record, or it is neither the caller's own nor of the caller's licenses."""

    kind = Kind.NOT_FOUND
    zh = "没有该记录的回执"
    en = "There is no receipt for this"


class NotYetLogged(Refusal):
    """The record was made a moment ago and is not in the log yet."""

    kind = Kind.UNAVAILABLE
    zh = "该记录尚未写入透明日志，请一秒后再试"
    en = "This is not in the transparency log yet; try again in a second"


class ListNotFound(Refusal):
    """No holder's list has the tag."""

    kind = Kind.NOT_FOUND
    zh = "没有标签为 {tag} 的用证清单"
    en = "There is no list of uses with the tag {tag}"


class LogRangeInvalid(Refusal):
    """Leaves or sizes are asked for that the log does not have."""

    kind = Kind.INVALID
    zh = "透明日志中没有所请求的位置或大小（当前大小 {size}）"
    en = "The transparency log has no such place or size; its size is {size}"


class UsageRangeInvalid(Refusal):
    """A list is proved over whole days, of which there is a first and a last, and not too many."""

    kind = Kind.INVALID
    zh = "起止日期无效：须先起后止，且不超过 {most} 天"
    en = "The days are not valid: the first comes before the last, and at most {most} apart"


class UsageTooLong(Refusal):
    """More uses lie in these days than are proved at once."""

    kind = Kind.LIMITED
    zh = "该期间用证记录超过 {most} 条，请缩短期间"
    en = "There are more than {most} uses in these days; ask for fewer days"
