"""Why supervision shows nothing, or takes no reference."""

from hub.errors import Kind, Refusal


class SupervisionReserved(Refusal):
    """Supervision is for overseers within their scope, and for the organization itself."""

    kind = Kind.FORBIDDEN
    zh = "仅供综合管理部门、在其行业和行政区划之内的监督岗位，以及本单位人员查阅（第五条）"
    en = "This is for overseers within their sector and region, and for the organization itself"


class ReferenceNotOpen(Refusal):
    """Oversight names a finding or an order that is open, and stays within its region."""

    kind = Kind.INVALID
    zh = "未找到该编号的未结问题或整改令，或者监督范围超出其单位的行政区划"
    en = "No open finding or order has this number, or oversight would go beyond its region"
