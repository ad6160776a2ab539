"""What can be wrong with a revision of a catalog entry, in words for whoever drafts it."""

from enum import StrEnum

import msgspec


class FaultCode(StrEnum):
    """Every reason for which a revision is not admitted."""

    CODE_SHAPE = "CODE_SHAPE"
    CODE_CHANGED = "CODE_CHANGED"
    TYPE_CODE_SHAPE = "TYPE_CODE_SHAPE"
    TYPE_CODE_CHANGED = "TYPE_CODE_CHANGED"
    NAME_MISSING = "NAME_MISSING"
    NUMBERING = "NUMBERING"
    HOLDERS_RANGE = "HOLDERS_RANGE"
    AFTER_END_RANGE = "AFTER_END_RANGE"
    TEMPLATE_UNKNOWN = "TEMPLATE_UNKNOWN"
    METADATA_MISSING = "METADATA_MISSING"
    METADATA_SUBJECT = "METADATA_SUBJECT"
    KEY_SHAPE = "KEY_SHAPE"
    KEY_TWICE = "KEY_TWICE"
    KEY_CHANGED = "KEY_CHANGED"
    KEY_REUSED = "KEY_REUSED"
    KEEP_RANGE = "KEEP_RANGE"
    ASSURANCE_RANGE = "ASSURANCE_RANGE"
    DEFAULT_FORM_FULL = "DEFAULT_FORM_FULL"
    BASIS_UNKNOWN = "BASIS_UNKNOWN"
    BASIS_NOT_IN_FORCE = "BASIS_NOT_IN_FORCE"
    EXEMPTION_MISSING = "EXEMPTION_MISSING"
    EXEMPTION_IDLE = "EXEMPTION_IDLE"
    EXEMPTION_ENDED = "EXEMPTION_ENDED"
    WORK_SECRET_SHARED = "WORK_SECRET_SHARED"  # noqa: S105 - a fault, not a credential
    SENSITIVE_UNCONDITIONAL = "SENSITIVE_UNCONDITIONAL"
    SENSITIVE_DISCLOSED = "SENSITIVE_DISCLOSED"
    EXEMPT_DISCLOSED = "EXEMPT_DISCLOSED"
    IMAGE_DISCLOSED = "IMAGE_DISCLOSED"
    PARTNER_MASK_DISCLOSED = "PARTNER_MASK_DISCLOSED"
    NUMBER_BESIDE_BIRTH_DATE = "NUMBER_BESIDE_BIRTH_DATE"


class Fault(msgspec.Struct, frozen=True):
    """One thing a revision may not say; without a key it concerns the entry as a whole."""

    code: FaultCode
    key: str | None
    zh: str
    en: str


def fault(code: FaultCode, key: str | None = None) -> Fault:
    """Name a fault, of a field or of the entry."""
    zh, en = _WORDS[code]
    return Fault(code, key, zh, en)


_WORDS: dict[FaultCode, tuple[str, str]] = {
    FaultCode.CODE_SHAPE: (
        "目录编码应以字母开头,只含字母、数字、下划线和连字符",
        "an entry's code starts with a letter and holds letters, digits, _ and - only",
    ),
    FaultCode.CODE_CHANGED: ("目录编码不得变更", "an entry's code does not change"),
    FaultCode.TYPE_CODE_SHAPE: (
        "证照类型代码应为十八位统一社会信用代码加三位数字",
        "a type code is a valid unified social credit code and three digits",
    ),
    FaultCode.TYPE_CODE_CHANGED: ("证照类型代码不得变更", "a type code does not change"),
    FaultCode.NAME_MISSING: ("应有中文和英文名称", "a name in Chinese and in English is needed"),
    FaultCode.NUMBERING: (
        "编号规则应含且仅含一个 {serial},另可含 {region}、{year}",
        "a numbering rule has {serial} once, and may have {region} and {year}, no other braces",
    ),
    FaultCode.HOLDERS_RANGE: ("持证主体应为一至二十个", "a license has 1 to 20 holders"),
    FaultCode.AFTER_END_RANGE: (
        "终止后公示天数应为 0 至 36500",
        "an ended license stays public for 0 to 36500 days",
    ),
    FaultCode.TEMPLATE_UNKNOWN: (
        "证照模板未登记",
        "there is no template of this name",
    ),
    FaultCode.METADATA_MISSING: ("缺少必备字段", "a field that every entry defines is missing"),
    FaultCode.METADATA_SUBJECT: (
        "持证主体名称、代码应属持证主体,其他必备字段应属证照",
        "holder name and code speak of the holder, the other fields of every entry of the license",
    ),
    FaultCode.KEY_SHAPE: (
        "字段标识应以小写字母开头,只含小写字母、数字和下划线,不超过 63 位",
        "a key starts with a small letter and holds at most 63 small letters, digits and _",
    ),
    FaultCode.KEY_TWICE: ("字段标识重复", "a key is defined twice"),
    FaultCode.KEY_CHANGED: (
        "字段标识的类型和主体不得变更",
        "a key keeps the type and the subject it was given",
    ),
    FaultCode.KEY_REUSED: (
        "已停用的字段标识不得再用",
        "a key that was dropped is never used again",
    ),
    FaultCode.KEEP_RANGE: ("脱敏保留位数应为 1 至 8", "a mask keeps 1 to 8 characters"),
    FaultCode.ASSURANCE_RANGE: (
        "所需实名实人等级不得低于默认等级,最高为 3",
        "the assurance level is not below the default and at most 3",
    ),
    FaultCode.DEFAULT_FORM_FULL: (
        "未列明字段的默认形式只能是不提供或脱敏",
        "a field that is not listed is withheld or masked by default",
    ),
    FaultCode.BASIS_UNKNOWN: ("依据未登记", "the legal basis is not known"),
    FaultCode.BASIS_NOT_IN_FORCE: ("依据今日不生效", "the legal basis is not in force today"),
    FaultCode.EXEMPTION_MISSING: (
        "不予共享应写明理由和依据(第二十二条)",
        "an exemption states its ground and legal basis (art. 22)",
    ),
    FaultCode.EXEMPTION_IDLE: (
        "共享属性不是不予共享,不得写不予共享依据",
        "a ground of exemption is stated, but the sharing class is not exempt",
    ),
    FaultCode.EXEMPTION_ENDED: ("不予共享期限已届满", "the exemption has ended"),
    FaultCode.WORK_SECRET_SHARED: ("工作秘密不予共享", "a work secret is exempt from sharing"),
    FaultCode.SENSITIVE_UNCONDITIONAL: (
        "敏感个人信息不得无条件共享",
        "sensitive personal data is not shared unconditionally",
    ),
    FaultCode.SENSITIVE_DISCLOSED: (
        "敏感个人信息不得全文公示",
        "sensitive personal data is not disclosed in full",
    ),
    FaultCode.EXEMPT_DISCLOSED: ("不予共享的字段不得公示", "an exempt field is not disclosed"),
    FaultCode.IMAGE_DISCLOSED: (
        "图像只能经一次性链接提供,不得公示",
        "an image leaves by a one-use link only and is not disclosed",
    ),
    FaultCode.PARTNER_MASK_DISCLOSED: (
        "面向合作方的身份号码脱敏规则不得用于公示",
        "the identity number mask for partners does not serve the public",
    ),
    FaultCode.NUMBER_BESIDE_BIRTH_DATE: (
        "脱敏身份号码不得与出生日期一并公示",
        "a masked identity number is not disclosed beside a birth date",
    ),
}
