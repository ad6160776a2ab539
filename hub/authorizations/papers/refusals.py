"""Why a report of a paper demand is refused, or not told."""

from hub.errors import Kind, Refusal


class NoSuchLicenseHeld(Refusal):
    """The hub has no license of the entry in force of this holder, so paper may be asked for."""

    kind = Kind.NOT_FOUND
    zh = "本系统中没有该持证主体名下有效的该类电子证照，要求提供纸质件并无不当（第十八条）"
    en = "The hub has no such license of this holder in force, so paper may be asked for (art. 18)"


class MatterOfAnother(Refusal):
    """The matter that a report names is of another organization."""

    kind = Kind.INVALID
    zh = "所填事项不属于被反映的单位"
    en = "The matter named is not one of the organization reported"


class ToldInvalid(Refusal):
    """A report says what happened, in a bounded number of words."""

    kind = Kind.INVALID
    zh = "请说明情况（1 至 {most} 个字符）；办件编号最长 {longest} 个字符"
    en = "Say what happened in 1 to {most} characters; a case number has at most {longest}"


class PaperDemandsReserved(Refusal):
    """Reports on an organization are for its auditors, the supervisor and the data center."""

    kind = Kind.FORBIDDEN
    zh = "反映情况仅供该单位审计人员、综合管理部门和省大数据中心查阅"
    en = "Reports are for the auditors there, the supervisor and the data center"
