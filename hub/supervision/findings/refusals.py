"""Why a finding is not shown, or cannot be referred to."""

from hub.errors import Kind, Refusal


class FindingNotFound(Refusal):
    """There is no such finding that the caller may know of."""

    kind = Kind.NOT_FOUND
    zh = "未找到该问题"
    en = "There is no such finding"


class FindingNotOpen(Refusal):
    """Oversight on a finding names one that is open, and stays within its organization's region."""

    kind = Kind.INVALID
    zh = "未找到该编号的未结问题，或者监督范围超出其单位的行政区划"
    en = "No open finding has this number, or the oversight goes beyond its organization's region"
