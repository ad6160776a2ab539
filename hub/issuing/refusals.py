"""Name every way in which the making of a license is refused."""

from hub.errors import Kind, Refusal


class NotAnIssuingOffice(Refusal):
    """The caller holds no office that issues licenses for an organization."""

    kind = Kind.FORBIDDEN
    zh = "您没有代表单位制发证照的职责"
    en = "You hold no office that issues licenses for an organization"


class CaseNeeded(Refusal):
    """A license is made in step with a decision: the matter and the case are stated (art. 8)."""

    kind = Kind.INVALID
    zh = "制发证照须填写事项和办件编号（第八条），与说明均为 1 至 {most} 个字符，不含控制字符"
    en = (
        "Making a license needs its matter and case number (art. 8); these and the reason have 1 to"
        " {most} characters, none of them a control character"
    )


class ReasonNeeded(Refusal):
    """An act in the life of a license has a reason and a legal basis (art. 10)."""

    kind = Kind.INVALID
    zh = "须写明理由（1 至 {most} 个字符）和已登记且生效的依据（第十条）"
    en = "State a reason of 1 to {most} characters and a known legal basis in force (art. 10)"


class BasisNeeded(Refusal):
    """An act rests on a legal basis that is known and in force."""

    kind = Kind.INVALID
    zh = "须写明已登记且生效的依据"
    en = "State a legal basis that is known and in force"


class DayUnfit(Refusal):
    """What happens to a license is recorded when it has happened, once it is issued."""

    kind = Kind.INVALID
    zh = "日期不能晚于今天，变动日期不能早于签发日期"
    en = "The day is not later than today, and nothing happens to a license before it is issued"


class ContentFaulty(Refusal):
    """What the license is to say does not keep to its catalog entry; `field` tells where."""

    kind = Kind.INVALID
    zh = "字段 {field}：{told_zh}（{fault}）"
    en = "{field}: {told_en} ({fault})"


class LicenseNotYours(Refusal):
    """The caller's office makes no license behind this id; the same where there is none."""

    kind = Kind.NOT_FOUND
    zh = "未找到该电子证照，或您的任职无权对其办理此项"
    en = "There is no such license, or your office does not entitle you to do this to it"


class Overtaken(Refusal):
    """What awaited other issuers came to nothing: the license was suspended or ended meanwhile."""

    kind = Kind.CONFLICT
    zh = "等待其他签发部门确认期间，该证照已停用或终止"
    en = "The license was suspended or ended while this awaited other issuers"


class MakingUnderWay(Refusal):
    """Another version of the license is being made."""

    kind = Kind.CONFLICT
    zh = "该证照有另一版本正在制作，请稍后重试"
    en = "Another version of this license is being made; try again"


class NoSealInForce(Refusal):
    """An issuer has no electronic seal in force."""

    kind = Kind.CONFLICT
    zh = "{organization} 没有有效的电子印章，请先向省大数据中心办理"
    en = "{organization} has no electronic seal in force; have one made by the data center first"


class NothingChanged(Refusal):
    """A change that would leave the license as it is."""

    kind = Kind.INVALID
    zh = "没有任何变更内容"
    en = "Nothing would change"


class RenewalTooEarly(Refusal):
    """A renewal ends no later than the license ends already."""

    kind = Kind.INVALID
    zh = "延续后的有效期截止日期须晚于现有截止日期"
    en = "A renewal must end later than the license ends already"


class MakingNotFound(Refusal):
    """No license that awaits this organization's confirmation has this id."""

    kind = Kind.NOT_FOUND
    zh = "没有等待本单位确认的该项联合制发"
    en = "No joint issue with this id awaits your organization"


class JointlyIssued(Refusal):
    """A change of what several departments issued is begun by the first of them."""

    kind = Kind.CONFLICT
    zh = "多个部门联合签发的证照，其变更和延续由首位签发部门发起，其他签发部门确认"
    en = "What several departments issued is changed by the first of them; the others confirm"


class FieldsOfAnother(Refusal):
    """A field was stated by an issuer that is not its source (art. 22)."""

    kind = Kind.INVALID
    zh = "字段 {keys} 的数源是其他签发部门，应由其确认（第二十二条）"
    en = "The fields {keys} are another issuer's to state (art. 22)"


class FieldsDiffer(Refusal):
    """What an issuer states of its own fields is not what was drafted."""

    kind = Kind.CONFLICT
    zh = "字段 {keys} 与发起部门填写的内容不一致，请核对后由发起部门重新制发"
    en = "The fields {keys} differ from what was drafted; cross-check, and let it be drafted anew"


class DocumentUnfit(Refusal):
    """What a license is to say cannot be put into a document: a picture that nobody can see."""

    kind = Kind.INVALID
    zh = "照面内容无法制成版式文件，请检查图片"
    en = "What it is to say cannot be put into a document; look at its pictures"


class IssuerSucceeded(Refusal):
    """The issuer was succeeded, or its licenses of the entry went to another (art. 12)."""

    kind = Kind.CONFLICT
    zh = "签发单位已变更（第十二条），请由承继单位办理"
    en = "The issuer was succeeded (art. 12); let its heir do this"


class MakingAbandoned(Refusal):
    """The version could not be finished, and was given up; nothing of it is in force."""

    kind = Kind.CONFLICT
    zh = "该版本未能完成，已作废：{outcome}"
    en = "The version could not be finished and was given up: {outcome}"


class NumbersNotYours(Refusal):
    """Serials go on where an issuer of the entry says they do."""

    kind = Kind.FORBIDDEN
    zh = "流水号由该条目的签发部门在本区域内衔接"
    en = "Where serials go on is said by an issuer of the entry, within its own region"


class SerialInvalid(Refusal):
    """A serial is a positive number that the rule has places for."""

    kind = Kind.INVALID
    zh = "流水号须为 1 至 {most} 的整数"
    en = "A serial is a whole number from 1 to {most}"


class SuccessionReserved(Refusal):
    """Successions are registered by the system administrators of the data center."""

    kind = Kind.FORBIDDEN
    zh = "签发单位变更由省大数据中心的系统管理员登记（第十二条）"
    en = "Successions are registered by a system administrator of the data center (art. 12)"


class SuccessionUnfit(Refusal):
    """Organizations cannot succeed one another so."""

    kind = Kind.INVALID
    zh = "无法办理该承继：各单位须为互不相同、在用的部门，每个条目只有一个承继单位"
    en = "All must be different departments that act, and an entry has one heir alone"
