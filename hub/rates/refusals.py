"""How callers are told that they ask for too much, or that there is too much to do."""

from hub.errors import Kind, Refusal


class TooManyRequests(Refusal):
    """A caller, or all anonymous callers together, asked for more than is given in a while."""

    kind = Kind.LIMITED
    zh = "请求过于频繁，请于 {seconds} 秒后重试"
    en = "Too many requests; try again in {seconds} s"


class CostTooHigh(Refusal):
    """One request asks for more than a request may; asking again does not help."""

    kind = Kind.INVALID
    zh = "该请求的开销为 {cost}，超过单次上限 {maximum}；请减少字段或缩小分页"
    en = "This request costs {cost}, over the {maximum} of one request; ask for less, or page"


class Busy(Refusal):
    """So much is being done already that one more would only wait."""

    kind = Kind.UNAVAILABLE
    zh = "系统繁忙，请于 {seconds} 秒后重试"
    en = "The hub is busy; try again in {seconds} s"
