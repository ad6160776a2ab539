"""Why what is asked of oversight is refused."""

from hub.errors import Kind, Refusal


class NotAnOverseer(Refusal):
    """Oversight is assigned by an overseer of the supervisor or the data center."""

    kind = Kind.FORBIDDEN
    zh = "只有综合管理部门或省大数据中心的监督岗位可以布置监督任务"
    en = "Only an overseer of the supervisor or the data center assigns oversight"


class OverseerUnfit(Refusal):
    """Who oversees is the supervisor, the data center, a sector's department or a government."""

    kind = Kind.INVALID
    zh = "该单位不能承担此范围的监督：须为综合管理部门、数据中心，或在其行业、行政区划之内"
    en = "This organization cannot oversee that: the sector or the region is not its own"


class ReferenceInvalid(Refusal):
    """An assignment names the order, finding or objection that it rests on."""

    kind = Kind.INVALID
    zh = "请填写所依据的整改令、问题或异议编号（1 至 {most} 个字符）"
    en = "Name the order, finding or objection, in 1 to {most} characters"


class NamedWithoutObjection(Refusal):
    """Face values are overseen only where an objection to one license names them."""

    kind = Kind.INVALID
    zh = "只有针对某一证照的异议可以列明字段，且不超过 50 个"
    en = "Fields are named only by an objection to one license, and at most 50"


class AssignmentNotFound(Refusal):
    """No assignment of that id runs that the caller may end."""

    kind = Kind.NOT_FOUND
    zh = "未找到该监督任务"
    en = "There is no such oversight assignment"
