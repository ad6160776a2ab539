"""Why an office is not given, not ended, or not told of."""

from hub.errors import Kind, Refusal


class OfficesReserved(Refusal):
    """Who holds an office is told to an organization's own administrators and the data center's."""

    kind = Kind.FORBIDDEN
    zh = "任职情况仅供本单位和省大数据中心的系统管理员、安全管理员、审计员查看"
    en = "Offices are told to administrators and auditors, the organization's and the data center's"


class AppointmentReserved(Refusal):
    """An office is given and ended by one administrator, and by no other."""

    kind = Kind.FORBIDDEN
    zh = (
        "业务岗位由本单位系统管理员任免；系统管理员、安全管理员、审计员和监督岗位"
        "由省大数据中心安全管理员任免（三员分立）"
    )
    en = (
        "The own system administrator gives and ends offices of work; the data center's security"
        " administrator those of administrators, auditors and overseers"
    )


class OwnOffice(Refusal):
    """Nobody gives an office to oneself, or takes one from oneself."""

    kind = Kind.FORBIDDEN
    zh = "不能任免自己的岗位，请由其他管理员办理"
    en = "Nobody gives or ends an office of their own; let another administrator do it"


class RoleUnfit(Refusal):
    """An organization of this kind has nothing to do that the role is for."""

    kind = Kind.INVALID
    zh = "该类单位没有此岗位"
    en = "An organization of this kind has no such office"


class AppointeeUnclear(Refusal):
    """Who is to hold an office is told in one of two ways."""

    kind = Kind.INVALID
    zh = "请填写任职人的用证编号；尚未使用过本系统的，填写其登录账号和姓名（各 1 至 {most} 个字符）"
    en = (
        "Name who is to hold the office by their number, or, if they are new here, by sign-in"
        " and name of 1 to {most} characters"
    )


class PersonNeeded(Refusal):
    """A system administrates, audits and oversees nothing."""

    kind = Kind.INVALID
    zh = "管理、审计和监督岗位须由自然人担任"
    en = "An administrator, an auditor or an overseer is a person, and no system"
