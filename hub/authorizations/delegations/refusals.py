"""Why a delegation is refused."""

from hub.errors import Kind, Refusal


class MatterUnknown(Refusal):
    """A delegation is for one matter of a scenario that stands."""

    kind = Kind.INVALID
    zh = "未找到事项 {matter}，或其应用场景已停用"
    en = "There is no matter {matter}, or its scenario is retired"


class FieldsNotNeeded(Refusal):
    """A delegation lists fields that the matter's materials do not need."""

    kind = Kind.INVALID
    zh = "该事项的材料不需要以下字段，不能委托：{keys}"
    en = "The materials of this matter do not need these fields: {keys}"


class DelegateInvalid(Refusal):
    """A delegation names exactly one person or one company, known, and not who gives it."""

    kind = Kind.INVALID
    zh = "请指定一个已登记的个人或企业作为受托人，且不能是委托人本人或持证主体"
    en = "Name one known person or one known company, other than yourself and the holder"


class DelegationNotFound(Refusal):
    """The caller is no party to such a delegation; the same where there is none."""

    kind = Kind.NOT_FOUND
    zh = "未找到与您有关的该项委托"
    en = "No such delegation concerns you"


class DelegationNotRunning(Refusal):
    """A delegation that waits, is over, was ended or stopped carries nothing."""

    kind = Kind.CONFLICT
    zh = "该委托未生效、已到期或已终止"
    en = "The delegation does not run yet, has run out or was ended"


class DelegationTooDeep(Refusal):
    """Only so many delegations are built upon one another."""

    kind = Kind.CONFLICT
    zh = "转委托层级已达上限（{most} 级）"
    en = "No more than {most} delegations may be built upon one another"


class NotNarrower(Refusal):
    """A delegate passes on no more than was delegated."""

    kind = Kind.CONFLICT
    zh = "转委托不得超出原委托的范围（{part}）"
    en = "A delegate passes on no more than was delegated ({part})"


class MatterNotDelegated(Refusal):
    """A delegate acts in the matter of the delegation alone."""

    kind = Kind.FORBIDDEN
    zh = "您仅受托办理事项 {matter}"
    en = "You are delegated for the matter {matter} alone"


class OwnProposal(Refusal):
    """Where a company has several representatives, another one than who proposed approves."""

    kind = Kind.CONFLICT
    zh = "企业有多名代理人的，须由提出委托者以外的代理人批准"
    en = "Another representative of the company than the one who proposed it must approve"
