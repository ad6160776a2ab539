"""Why a designation is refused."""

from hub.errors import Kind, Refusal


class DesignationReserved(Refusal):
    """A designation is made by a system administrator, the organization's or the data center's."""

    kind = Kind.FORBIDDEN
    zh = "专门机构和人员由本单位或省大数据中心的系统管理员登记（第二十六条）"
    en = "A system administrator of the organization or the data center designates (art. 26)"


class DesignationInvalid(Refusal):
    """A designation names a body and at least one officer."""

    kind = Kind.INVALID
    zh = "请填写专门机构名称（1 至 {most} 个字符）和 1 至 {officers} 名专门人员"
    en = "Name the body in 1 to {most} characters, and 1 to {officers} officers"


class OfficerUnfit(Refusal):
    """An officer is a person who holds an office in the organization."""

    kind = Kind.INVALID
    zh = "专门人员须为在该单位任职的人员"
    en = "An officer must be a person who holds an office in the organization"
