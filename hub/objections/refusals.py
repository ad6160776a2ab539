"""Why an objection is not taken, or not moved on."""

from hub.errors import Kind, Refusal


class NothingToObject(Refusal):
    """No basis shows this caller such a license; the same where there is none, or it has ended."""

    kind = Kind.NOT_FOUND
    zh = "未找到可供您提出异议的电子证照"
    en = "There is no such license for you to object to"


class FieldsNotSeen(Refusal):
    """Somebody objects to fields that the license has and that they are shown."""

    kind = Kind.INVALID
    zh = "请列出 1 至 {most} 个字段，且均为该证照上您可以查看的字段"
    en = "Name 1 to {most} fields, all of which this license shows you"


class WordsUnfit(Refusal):
    """What is said of an objection has a bounded number of words, and no control characters."""

    kind = Kind.INVALID
    zh = "请写明情况或理由（1 至 {most} 个字符，不含控制字符）"
    en = "Say what is wrong, or why, in 1 to {most} characters without control characters"


class ObjectedAlready(Refusal):
    """The caller has an objection to this license that runs."""

    kind = Kind.CONFLICT
    zh = "您对该证照提出的异议正在处理，请等待答复"
    en = "An objection of yours to this license is under way; await the answer"


class ObjectionNotFound(Refusal):
    """There is no such objection, or it is not the caller's to see."""

    kind = Kind.NOT_FOUND
    zh = "未找到该异议"
    en = "There is no such objection for you"


class ReceiptUnknown(Refusal):
    """No objection has this receipt number."""

    kind = Kind.NOT_FOUND
    zh = "没有该回执编号对应的异议"
    en = "No objection has this receipt number"


class WrongObjectionState(Refusal):
    """An objection is forwarded while it is new, examined while forwarded, answered otherwise."""

    kind = Kind.CONFLICT
    zh = "异议处于 {state} 状态，不能办理此项"
    en = "The objection is {state}, and this cannot be done to it"


class ForwardedTooLate(Refusal):
    """The issuer forwards a technical cause within its own three working days (art. 21)."""

    kind = Kind.CONFLICT
    zh = "已超过签发部门的 3 个工作日，不能再转交省大数据中心，请直接答复（第二十一条）"
    en = "The issuer's three working days are over; answer it, it is not forwarded now (art. 21)"


class DataCenterExamines(Refusal):
    """Technical causes are examined by a system administrator of the data center (art. 21)."""

    kind = Kind.FORBIDDEN
    zh = "技术原因由省大数据中心的系统管理员核查（第二十一条）"
    en = "Technical causes are examined by a system administrator of the data center (art. 21)"


class NotCorrected(Refusal):
    """An objection is upheld once a version of the license corrects a field that it names."""

    kind = Kind.CONFLICT
    zh = "所涉字段尚未更正：请先变更、注销或撤销该证照，再认定异议成立（第二十一条）"
    en = "No field objected to is corrected: change, cancel or annul the license first (art. 21)"
