"""Why an act on partners is refused."""

from hub.errors import Kind, Refusal


class ApplicationInvalid(Refusal):
    """An application says too little or too much of something."""

    kind = Kind.INVALID
    zh = "申请内容无效：{field} 须为 1 至 {most} 个字符"
    en = "The application is not valid: {field} must have 1 to {most} characters"


class CompanyNotRepresented(Refusal):
    """Whoever applies is neither a recorded agent of the company nor the data center."""

    kind = Kind.FORBIDDEN
    zh = "仅该企业登记的经办人（实名认证）或省大数据中心可以申请"
    en = "Only a recorded agent of the company, by real name, or the data center may apply"


class PartnerExists(Refusal):
    """The enterprise is a partner, or its application is under way."""

    kind = Kind.CONFLICT
    zh = "该企业已是合作企业，或者其申请正在办理"
    en = "The enterprise is a partner already, or its application is under way"


class NotAnEnterprise(Refusal):
    """The code belongs to an authority, which is no partner."""

    kind = Kind.CONFLICT
    zh = "该代码属于政务部门，不能作为合作企业"
    en = "The code belongs to an authority, which cannot be a partner enterprise"


class PartnerNotFound(Refusal):
    """There is no such partner, or it does not concern the caller."""

    kind = Kind.NOT_FOUND
    zh = "未找到该合作企业"
    en = "There is no such partner"


class PartnerStateWrong(Refusal):
    """The partner stands where the act makes no sense."""

    kind = Kind.CONFLICT
    zh = "该合作企业当前状态为 {state}，不能进行此操作"
    en = "The partner is {state}, and this act makes no sense then"


class DataCenterDecides(Refusal):
    """Partners are decided on by a security administrator of the data center."""

    kind = Kind.FORBIDDEN
    zh = "此操作由省大数据中心的安全管理员办理"
    en = "This is for a security administrator of the data center"


class ReasonMissing(Refusal):
    """A decision against a partner states its reason."""

    kind = Kind.INVALID
    zh = "请说明理由（1 至 {most} 个字符）"
    en = "State a reason of 1 to {most} characters"


class LimitsInvalid(Refusal):
    """A daily limit is a number in a range."""

    kind = Kind.INVALID
    zh = "每日额度须在 1 至 {most} 之间"
    en = "A daily limit is between 1 and {most}"
