"""Why supervision declines to show something."""

from hub.errors import Kind, Refusal


class SupervisionReserved(Refusal):
    """Supervision is for overseers within their scope, and for the organization itself."""

    kind = Kind.FORBIDDEN
    zh = "仅供综合管理部门、在其行业和行政区划之内的监督岗位，以及本单位人员查阅（第五条）"
    en = "This is for overseers within their sector and region, and for the organization itself"
