"""Why a notice of holidays is not taken."""

from hub.errors import Kind, Refusal


class NoticeUnreadable(Refusal):
    """The file is no YAML list of notices: year, source, days_off, make_up."""

    kind = Kind.INVALID
    zh = "无法读取放假安排：文件应为 YAML 列表，每项含 year、source、days_off、make_up"
    en = "The notices cannot be read: a YAML list of year, source, days_off and make_up is expected"


class NoticeUnfit(Refusal):
    """A year's days lie in it or in the week before, and make-up days on Saturdays and Sundays."""

    kind = Kind.INVALID
    zh = "{year} 年的放假安排有误：{told_zh}"
    en = "The notice of {year} is wrong: {told_en}"
