"""Why a correction is not shown or acknowledged."""

from hub.errors import Kind, Refusal


class CorrectionNotFound(Refusal):
    """There is no such correction, or somebody else was told of it."""

    kind = Kind.NOT_FOUND
    zh = "未找到该更正通知"
    en = "There is no such correction for you"
