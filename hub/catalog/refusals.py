"""Name every way in which a change of the catalog is refused."""

from hub.errors import Kind, Refusal
from hub.policy.difference import Change
from hub.policy.faults import Fault

LONGEST_KEY = 63
"""How much of a field's key is repeated; no valid one is longer."""


class NotYourEntry(Refusal):
    """The caller holds no office that entitles to this act on this entry."""

    kind = Kind.FORBIDDEN
    zh = "您的任职无权对目录条目 {code} 办理此项"
    en = "Your office does not entitle you to do this to the catalog entry {code}"


class DataCenterAlone(Refusal):
    """The act belongs to the data center, and the caller reviews no catalog there."""

    kind = Kind.FORBIDDEN
    zh = "此项由省大数据中心的目录审核人员办理（第十三条）"
    en = "Only a catalog reviewer of the data center does this (art. 13)"


class OwnerUnfit(Refusal):
    """The owner an entry names is no active department of the province."""

    kind = Kind.INVALID
    zh = "证照目录由省级部门编制（第七条），{owner} 不是省级部门"
    en = "Provincial departments compile the catalog (art. 7); {owner} is not one"


class EntryNotFound(Refusal):
    """No entry has this code."""

    kind = Kind.NOT_FOUND
    zh = "没有编码为 {code} 的目录条目"
    en = "There is no catalog entry with the code {code}"


class RevisionNotFound(Refusal):
    """The entry has no revision of this number."""

    kind = Kind.NOT_FOUND
    zh = "目录条目 {code} 没有第 {number} 版"
    en = "The catalog entry {code} has no revision {number}"


class WrongRevisionState(Refusal):
    """The revision has not come so far, or is past this."""

    kind = Kind.CONFLICT
    zh = "目录条目 {code} 没有处于所需状态（{wanted}）的该版本"
    en = "The catalog entry {code} has no such revision in the state needed ({wanted})"


class ReviewsOwnDraft(Refusal):
    """Nobody brings in force what they drafted, whatever offices they hold."""

    kind = Kind.FORBIDDEN
    zh = "不能审核本人起草的目录版本，请由另一人审核"
    en = "Nobody reviews a revision of their own making; another person has to"


class RevisionChanged(Refusal):
    """What was submitted is not what the reviewer read."""

    kind = Kind.CONFLICT
    zh = "目录条目 {code} 第 {number} 版在您审阅之后已有变动，请重新审阅"
    en = "Revision {number} of the catalog entry {code} changed since you read it; read it again"


class EntryFaulty(Refusal):
    """The revision says what it may not say; `faults` tells each thing."""

    kind = Kind.INVALID
    zh = "目录条目 {code} 不合规定：{found_zh}"
    en = "The catalog entry {code} is faulty: {found_en}"

    def __init__(self, code: str, faults: tuple[Fault, ...]) -> None:
        """Put every fault in the message, however many there are."""
        self.faults = faults
        found_zh = "；".join(_told(fault.key, fault.zh) for fault in faults)
        found_en = "; ".join(_told(fault.key, fault.en) for fault in faults)
        super().__init__(code=code, found_zh=found_zh, found_en=found_en)
        self.message_zh = self.zh.format(code=self.facts["code"], found_zh=found_zh)
        self.message_en = self.en.format(code=self.facts["code"], found_en=found_en)


class EntryCodeTaken(Refusal):
    """Another entry has this code or this type code."""

    kind = Kind.CONFLICT
    zh = "目录编码或证照类型代码已被占用"
    en = "This code or this type code belongs to another catalog entry"


class ExemptionWithoutBasis(Refusal):
    """No basis, no exemption (art. 22)."""

    kind = Kind.INVALID
    zh = "不予共享须有已登记且生效的依据（第二十二条），{basis} 不是"
    en = "An exemption needs a known legal basis in force (art. 22); {basis} is none"


class FieldNotFound(Refusal):
    """The entry has no field of this key."""

    kind = Kind.NOT_FOUND
    zh = "目录条目 {code} 没有字段 {key}"
    en = "The catalog entry {code} has no field {key}"


class WideningWithoutBasis(Refusal):
    """More would be seen than before, and no legal basis in force is stated for it."""

    kind = Kind.INVALID
    zh = "目录条目 {code} 第 {number} 版扩大了 {count} 项可见范围，须写明生效的依据"
    en = "Revision {number} of {code} widens {count} outcomes; that needs a legal basis in force"

    def __init__(self, code: str, number: int, difference: tuple[Change, ...], count: int) -> None:
        """Carry the whole difference, so that the reviewer sees what widens."""
        self.difference = difference
        super().__init__(code=code, number=number, count=count)


class NotPublishable(Refusal):
    """Nothing of the entry is in force, or it is published already."""

    kind = Kind.CONFLICT
    zh = "目录条目 {code} 没有生效版本，或已经发布"
    en = "The catalog entry {code} has no revision in force, or is published already"


class NotPublished(Refusal):
    """What is not published cannot be withdrawn."""

    kind = Kind.CONFLICT
    zh = "目录条目 {code} 没有发布"
    en = "The catalog entry {code} is not published"


class LegalBasisTaken(Refusal):
    """The code names another provision already; only the day of its end may be declared again."""

    kind = Kind.CONFLICT
    zh = "依据编码已被占用；已登记的依据只能变更失效日期"
    en = "This code names another provision; of a known one only the day of its end may change"


class LegalBasisFaulty(Refusal):
    """A provision needs a code, a name in both languages, and an end after its beginning."""

    kind = Kind.INVALID
    zh = "依据须有编码和中英文名称，失效日期不得早于生效日期"
    en = "A legal basis needs a code, both names, and must not end before it begins"


def _told(key: str | None, words: str) -> str:
    return f"{key[:LONGEST_KEY]}: {words}" if key is not None else words
