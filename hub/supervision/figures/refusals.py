"""Why figures are not told."""

from hub.errors import Kind, Refusal


class FiguresPeriodInvalid(Refusal):
    """Figures are of a period that has an order, and bounds."""

    kind = Kind.INVALID
    zh = "统计期间须自 {earliest} 起、先后有序，且不超过 {days} 天"
    en = "Figures are of days in their order, from {earliest} on, and at most {days} of them"


class FiguresTooMany(Refusal):
    """So many figures are not told at once."""

    kind = Kind.INVALID
    zh = "统计结果超过 {most} 行，请缩小范围或放大统计步长"
    en = "There would be more than {most} rows; ask for less, or in longer steps"
