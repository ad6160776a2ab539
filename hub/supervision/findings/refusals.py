"""Why a finding is not shown."""

from hub.errors import Kind, Refusal


class FindingNotFound(Refusal):
    """There is no such finding that the caller may know of."""

    kind = Kind.NOT_FOUND
    zh = "未找到该问题"
    en = "There is no such finding"
