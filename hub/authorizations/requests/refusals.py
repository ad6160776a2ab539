"""Why what is asked of an access request is refused."""

from hub.errors import Kind, Refusal


class NotYourScenario(Refusal):
    """No office of the caller uses licenses for that scenario; the same where there is none."""

    kind = Kind.FORBIDDEN
    zh = "本单位未登记应用场景 {code}，或您无权为其办理"
    en = "No office of yours entitles you to act for the scenario {code}"


class MatterNotOfScenario(Refusal):
    """A matter that the scenario, or the request, does not have."""

    kind = Kind.INVALID
    zh = "事项 {matter} 不在该应用场景或申请范围内"
    en = "The matter {matter} is not of this scenario or request"


class FieldNotRequestable(Refusal):
    """A field that no request can have: unknown, a work secret, or exempt for good."""

    kind = Kind.INVALID
    zh = "字段 {key} 不能申请（{reason}）"
    en = "The field {key} cannot be requested ({reason})"


class BasisNotInForce(Refusal):
    """A legal basis that is not known, or not in force."""

    kind = Kind.INVALID
    zh = "依据 {basis} 不存在或未生效"
    en = "The legal basis {basis} is not known or not in force"


class WaiverUnfit(Refusal):
    """Consent is waived by a law or an administrative regulation in force, for fields asked."""

    kind = Kind.INVALID
    zh = "免除持证主体同意须以现行法律或行政法规为依据，且仅限所申请的字段"
    en = "A waiver cites a law or administrative regulation in force, for fields that are asked"


class QuotaInvalid(Refusal):
    """A quota is a positive number, and an approval does not raise it."""

    kind = Kind.INVALID
    zh = "额度须为 1 至 {most}，且批准额度不得高于申请额度"
    en = "The quota must be from 1 to {most}, and an approval does not raise it"


class RequestNotFound(Refusal):
    """No request of that id concerns the caller's organization; the same where there is none."""

    kind = Kind.NOT_FOUND
    zh = "未找到与本单位有关的该项共享申请"
    en = "No such access request concerns your organization"


class NotYourRequest(Refusal):
    """The caller's office does not entitle to this act on the request."""

    kind = Kind.FORBIDDEN
    zh = "您的岗位无权对该申请进行此操作"
    en = "Your office does not entitle you to this act on the request"


class OwnRequest(Refusal):
    """Who asked for access does not answer it."""

    kind = Kind.FORBIDDEN
    zh = "申请人不得审批自己提出的申请"
    en = "Whoever asked for access does not approve it"


class DataCenterSuspended(Refusal):
    """What the data center suspended runs again only when the data center says so."""

    kind = Kind.FORBIDDEN
    zh = "该共享由省大数据中心暂停，须由其恢复"
    en = "The data center suspended this request, and alone resumes it"


class WrongRequestState(Refusal):
    """The request does not stand where the act needs it."""

    kind = Kind.CONFLICT
    zh = "该申请当前状态为 {state}，不能进行此操作"
    en = "The request is {state}, which does not admit this"


class FormsInvalid(Refusal):
    """An approval gives fields that were asked, at least one, full or masked."""

    kind = Kind.INVALID
    zh = "批准须至少包含一个所申请的字段，形式为 FULL 或 MASKED"
    en = "An approval gives at least one of the fields asked, each FULL or MASKED"


class NoWaiver(Refusal):
    """The request asks for no waiver, or it was countersigned before."""

    kind = Kind.CONFLICT
    zh = "该申请没有待会签的免除同意事项"
    en = "The request has no waiver that waits for a countersignature"
