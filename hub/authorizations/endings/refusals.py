"""Why a holder's ending is not recorded."""

from hub.errors import Kind, Refusal


class NotARegister(Refusal):
    """Death and dissolution are told by the departments that keep the registers."""

    kind = Kind.FORBIDDEN
    zh = "死亡或注销信息只能由人口户籍管理或法人组织登记部门登记"
    en = "Only the departments that register people and legal persons record this"


class EndInFuture(Refusal):
    """An ending has happened when it is recorded."""

    kind = Kind.INVALID
    zh = "死亡或注销日期不得晚于今天"
    en = "The day of death or dissolution is not in the future"


class EndingUnfit(Refusal):
    """People die, and organizations are dissolved."""

    kind = Kind.INVALID
    zh = "自然人只能登记死亡，法人和其他组织只能登记注销"
    en = "A person's death is recorded, and an organization's dissolution"
