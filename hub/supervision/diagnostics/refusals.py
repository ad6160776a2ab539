"""Why somebody is not told how the hub is."""

from hub.errors import Kind, Refusal


class DiagnosticsReserved(Refusal):
    """How the hub is doing is for who keeps it running."""

    kind = Kind.FORBIDDEN
    zh = "运行诊断仅供省大数据中心的系统管理员查看"
    en = "Diagnostics are for the data center's system administrators"
