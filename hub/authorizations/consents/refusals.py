"""Why what is asked of a consent is refused."""

from hub.errors import Kind, Refusal


class RequestNotRunning(Refusal):
    """Consent is asked, and given, under a request that was approved and runs."""

    kind = Kind.CONFLICT
    zh = "该共享申请未获批准、已暂停或不在有效期内"
    en = "The access request is not approved, is suspended, or does not run now"


class CaseNumberInvalid(Refusal):
    """A case number is stated, in at most 100 characters."""

    kind = Kind.INVALID
    zh = "请填写办件编号（1 至 {most} 个字符）"
    en = "State a case number of 1 to {most} characters"


class FieldNotApproved(Refusal):
    """Consent is asked for fields that the request was approved for."""

    kind = Kind.INVALID
    zh = "字段 {key} 不在该申请的批准范围内"
    en = "The field {key} was not approved in this request"


class TooManyAsks(Refusal):
    """A request has a bounded number of asks a day."""

    kind = Kind.LIMITED
    zh = "该申请今日征求同意的次数（{limit}）已用尽"
    en = "Today's {limit} asks under this request are used up"


class ConsentNotFound(Refusal):
    """The caller was asked for no such consent; the same where there is none."""

    kind = Kind.NOT_FOUND
    zh = "未找到向您征求的该项同意"
    en = "No such consent was asked of you"


class ConsentNotOpen(Refusal):
    """The consent was answered before, or the time to answer is over."""

    kind = Kind.CONFLICT
    zh = "该项同意已答复或已超过答复期限"
    en = "This consent was answered before, or its time is over"


class ConsentNotGiven(Refusal):
    """Only a consent that was given can be withdrawn."""

    kind = Kind.CONFLICT
    zh = "该项同意未曾给出，无可撤回"
    en = "This consent was not given, so there is nothing to withdraw"


class FieldNotAsked(Refusal):
    """A holder agrees to fields that were asked for."""

    kind = Kind.INVALID
    zh = "字段 {key} 不在所征求的范围内"
    en = "The field {key} was not asked for"


class TickSeparately(Refusal):
    """A sensitive field is agreed to by itself, never in a bundle."""

    kind = Kind.INVALID
    zh = "敏感字段 {key} 须逐项单独同意"
    en = "The sensitive field {key} is agreed to one by one"


class AllOrNothing(Refusal):
    """The scenario asks for all of these fields or none."""

    kind = Kind.INVALID
    zh = "该应用场景须一并同意或一并拒绝，缺少字段 {key}"
    en = "This scenario takes all or nothing; the field {key} is missing"
