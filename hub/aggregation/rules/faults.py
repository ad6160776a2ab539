"""What can be wrong with a row; a fault names a field, and never a value."""

from typing import ClassVar

from hub.errors import Kind, Refusal


class RowFault(Refusal):
    """A row that goes to quarantine instead of becoming a license."""

    kind: ClassVar[Kind] = Kind.INVALID

    def __init__(self, field: str = "", **facts: object) -> None:
        """Name the field at fault; none where it is the row as a whole."""
        self.field = field
        super().__init__(remedy=None, **facts)


class LineTooLong(RowFault):
    """A line is longer than any license can be."""

    zh = "该行超过 {limit} 字节"
    en = "The line is longer than {limit} bytes"


class NotDecodable(RowFault):
    """A line holds bytes that are not of the declared encoding."""

    zh = "该行含有不属于 {encoding} 编码的字节"
    en = "The line holds bytes that are not {encoding}"


class NotReadable(RowFault):
    """A line is not what its format demands."""

    zh = "该行不是有效的 {format} 行"
    en = "The line is not a valid line of {format}"


class FieldMissing(RowFault):
    """Something that every row must say is missing."""

    zh = "缺少必填项"
    en = "A value is required here"


class FieldUnknown(RowFault):
    """A key that neither the record form nor the entry's revision knows."""

    zh = "目录条目的该版本没有此字段"
    en = "This revision of the catalog entry has no such field"


class ValueUnreadable(RowFault):
    """A value has not the form that its field's type demands."""

    zh = "值不符合要求：{wanted_zh}"
    en = "The value has not the form that is asked for: {wanted_en}"


class StateSecret(RowFault):
    """A row is marked as a state secret; it is neither taken nor kept."""

    kind = Kind.FORBIDDEN
    zh = "标注为国家秘密的证照不得归集，该行内容未保存"
    en = "A state secret may not be aggregated; nothing of this row was kept"


class EntryUnknown(RowFault):
    """The row names an entry that the catalog does not have."""

    zh = "证照目录中没有该条目"
    en = "The catalog has no such entry"


class EntryNotInForce(RowFault):
    """The entry has no revision in force."""

    zh = "该目录条目没有生效的版本，不能归集"
    en = "The catalog entry has no revision in force, so nothing is aggregated under it"


class RevisionUnknown(RowFault):
    """The revision that the row names was never in force."""

    zh = "该目录条目没有生效过的第 {revision} 版"
    en = "Revision {revision} of the catalog entry was never in force"


class IssuerUnknown(RowFault):
    """No organization has the issuer's code."""

    zh = "签发部门的统一社会信用代码未登记"
    en = "No organization is known by the issuer's code"


class NotAnIssuer(RowFault):
    """The organization does not issue licenses of the entry."""

    zh = "该部门不是此类证照的签发部门"
    en = "This organization does not issue licenses of this entry"


class ProviderNotEntitled(RowFault):
    """Whoever sends the batch may not speak for the issuer."""

    kind = Kind.FORBIDDEN
    zh = "归集单位不是签发部门、其承继部门或上级部门，也不是目录编制部门"
    en = "The provider is not the issuer, its successor, above it, or the owner of the entry"


class DatesInverted(RowFault):
    """A license would end before it begins."""

    zh = "有效期截止日期早于起始日期"
    en = "The validity ends before it begins"


class HolderCodeInvalid(RowFault):
    """A holder's code is not a valid code of its type."""

    zh = "持证主体代码不是有效的 {code_type} 类代码"
    en = "The holder's code is not a valid code of type {code_type}"


class HolderKindNotAllowed(RowFault):
    """The entry's licenses are held by another kind of holder."""

    zh = "此类证照不由该类持证主体持有"
    en = "Licenses of this entry are not held by this kind of holder"


class TooManyHolders(RowFault):
    """The row names more holders than the entry allows."""

    zh = "持证主体不得超过 {limit} 个"
    en = "A license of this entry has at most {limit} holders"


class HolderTwice(RowFault):
    """A holder is named twice."""

    zh = "同一持证主体重复出现"
    en = "A holder is named twice"


class SourceConflict(RowFault):
    """A field came from another organization than the one that is its source (art. 22)."""

    zh = "该字段的唯一数源是 {source}，不接受其他来源（一数一源）"
    en = "The one source of this field is {source}; another organization provided it"


class IdentifierMismatch(RowFault):
    """A valid identifier says otherwise than the row."""

    zh = "证照标识中的{part_zh}与该行不一致"
    en = "The {part_en} within the license identifier is not that of the row"


class NumberRuleBroken(RowFault):
    """A license born digital has a number against the entry's numbering rule."""

    zh = "证照编号不符合目录的编号规则"
    en = "The number does not keep to the numbering rule of the entry"


class HolderMismatch(RowFault):
    """A reference register knows the holder's code by another name (art. 23)."""

    zh = "基础库中该持证主体代码对应的名称与此不一致"
    en = "A reference register knows the holder's code by another name"


class FormulaFound(RowFault):
    """A cell holds a formula; a license says what was written, not what was computed."""

    zh = "此处为公式（或以 = 开头），请粘贴为数值"
    en = "This is a formula, or begins with =; paste it as a value"
