"""Why what is asked of rectification orders is refused."""

from hub.errors import Kind, Refusal


class OrderReserved(Refusal):
    """Orders are for overseers of the supervisor, or who lead the sector or the region."""

    kind = Kind.FORBIDDEN
    zh = (
        "整改令由综合管理部门，或者主管该行业、该行政区划的监督岗位下达和了结（第五条、第二十八条）"
    )
    en = "Orders are for overseers of the supervisor, or of who leads the sector or the region"


class AnswerReserved(Refusal):
    """An organization answers by a designated officer, or by its system administrator."""

    kind = Kind.FORBIDDEN
    zh = "整改令由本单位的专门人员或系统管理员答复（第二十六条）"
    en = "A designated officer or the system administrator answers for an organization (art. 26)"


class OrderNotFound(Refusal):
    """There is no such order that the caller may know of."""

    kind = Kind.NOT_FOUND
    zh = "未找到该整改令"
    en = "There is no such order"


class WrongOrderState(Refusal):
    """What is asked cannot be done to an order in this state."""

    kind = Kind.CONFLICT
    zh = "整改令处于 {state} 状态，不能办理此项操作"
    en = "This cannot be done to an order that is {state}"


class FindingsUnfit(Refusal):
    """An order is about open findings of one organization."""

    kind = Kind.INVALID
    zh = "一份整改令须列明同一单位的 1 至 {most} 个未结问题"
    en = "An order names 1 to {most} open findings of one organization"


class FindingOrdered(Refusal):
    """A finding is on another order already."""

    kind = Kind.CONFLICT
    zh = "问题 {number} 已列入另一份未了结的整改令"
    en = "The finding {number} is on another order already"


class OrderInvalid(Refusal):
    """An order, an answer and a return say something; a term has a number of working days."""

    kind = Kind.INVALID
    zh = "请填写 1 至 {most} 个字符的说明；期限为 1 至 {days} 个工作日"
    en = "Say what is meant in 1 to {most} characters; a term has 1 to {days} working days"


class PublicNoticeNotFound(Refusal):
    """There is no such notice that the caller may know of."""

    kind = Kind.NOT_FOUND
    zh = "未找到该通报"
    en = "There is no such notice"


class PublishingReserved(Refusal):
    """Notices are published by an overseer of the supervisor."""

    kind = Kind.FORBIDDEN
    zh = "通报由综合管理部门的监督岗位发布（第二十八条）"
    en = "An overseer of the supervisor publishes notices (art. 28)"


class NoticeLapsed(Refusal):
    """The order was closed before its notice was published."""

    kind = Kind.CONFLICT
    zh = "整改令已了结，不再通报"
    en = "The order has been closed, so there is no notice of it any more"
