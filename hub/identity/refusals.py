"""What the commands of identity decline, and why."""

from hub.errors import Kind, Refusal


class CreditCodeInvalid(Refusal):
    """An organization's code is not a unified social credit code."""

    kind = Kind.INVALID
    zh = "统一社会信用代码不正确"
    en = "The unified social credit code is not right"


class RegionInvalid(Refusal):
    """A region has not the form of GB/T 2260."""

    kind = Kind.INVALID
    zh = "行政区划代码不正确"
    en = "The region code is not right"


class OrganizationExists(Refusal):
    """The code is registered already."""

    kind = Kind.CONFLICT
    zh = "该机构已登记"
    en = "This organization is registered already"


class OrganizationUnknown(Refusal):
    """No active organization has the code."""

    kind = Kind.NOT_FOUND
    zh = "没有该机构"
    en = "There is no such organization"


class SuccessionImpossible(Refusal):
    """The one was succeeded before, or the other does not exist on its own any more."""

    kind = Kind.CONFLICT
    zh = "该机构已有承继机构，或者承继机构已停止运行"
    en = "The organization has a successor already, or the successor is itself succeeded"


class AccountExists(Refusal):
    """The subject, or the holder, has an account already."""

    kind = Kind.CONFLICT
    zh = "该用户已有账户"
    en = "There is an account for this subject or holder already"


class AccountUnknown(Refusal):
    """There is no such account."""

    kind = Kind.NOT_FOUND
    zh = "没有该账户"
    en = "There is no such account"


class ClientHoldsNothing(Refusal):
    """A machine client is no person and has no licenses of its own."""

    kind = Kind.INVALID
    zh = "机构客户端不能绑定持证主体"
    en = "A client of an organization cannot be bound to a holder"


class OfficeHeld(Refusal):
    """The account holds this office already."""

    kind = Kind.CONFLICT
    zh = "该账户已任此职"
    en = "The account holds this office already"


class OfficesNotSeparated(Refusal):
    """System, security and audit administration must lie in different hands."""

    kind = Kind.CONFLICT
    zh = "系统管理、安全管理、审计管理三员须由不同的人担任"
    en = "System, security and audit administration must lie in different hands"


class OfficeUnknown(Refusal):
    """There is no such office."""

    kind = Kind.NOT_FOUND
    zh = "没有该任职"
    en = "There is no such office"


class RepresentationUnknown(Refusal):
    """There is no such representation."""

    kind = Kind.NOT_FOUND
    zh = "没有该代理或监护关系"
    en = "There is no such representation"


class PeriodInvalid(Refusal):
    """A period ends before it begins."""

    kind = Kind.INVALID
    zh = "结束时间须晚于开始时间"
    en = "A period must end after it begins"


class BirthDateMissing(Refusal):
    """A guardianship ends by the child's birth date, and none was given."""

    kind = Kind.INVALID
    zh = "监护关系须有被监护人的出生日期"
    en = "A guardianship needs the child's birth date"


class GuardianshipOver(Refusal):
    """The child is fourteen already and decides itself."""

    kind = Kind.INVALID
    zh = "被监护人已满十四周岁"
    en = "The child has reached the age of fourteen"
