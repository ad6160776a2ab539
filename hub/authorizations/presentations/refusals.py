"""Why a presentation is refused."""

from hub.errors import Kind, Refusal


class ApplicationNotRecognized(Refusal):
    """Licenses are shown through applications that the data center has recognized."""

    kind = Kind.FORBIDDEN
    zh = "该应用未经省大数据中心认定，不能用于亮证（第十七条）"
    en = "The data center has not recognized this application for showing licenses (art. 17)"


class OfficialNeeded(Refusal):
    """A code is redeemed by a person in a using or issuing office, known by real name."""

    kind = Kind.FORBIDDEN
    zh = "核验亮证须由单位用证或制证岗位的实名人员进行（认证等级 {needed}）"
    en = "Redeeming needs an office for using or issuing, and assurance level {needed}"


class ScenarioNotRegistered(Refusal):
    """An official redeems for a scenario that the own organization has registered."""

    kind = Kind.FORBIDDEN
    zh = "您所在单位没有登记（或已停用）应用场景 {scenario}"
    en = "Your organization has registered no scenario {scenario} that stands"


class ShownForAnotherMatter(Refusal):
    """What a delegate shows can be looked at in the matter of the delegation alone."""

    kind = Kind.FORBIDDEN
    zh = "受托人仅就事项 {matter} 亮证，不属于该应用场景"
    en = "The delegate shows the license for the matter {matter}, which is not of this scenario"


class PresentationNotFound(Refusal):
    """There is no such code, or no such presentation of the caller."""

    kind = Kind.NOT_FOUND
    zh = "未找到该亮证码或亮证记录"
    en = "There is no such code or presentation"


class PresentationRedeemed(Refusal):
    """A code is redeemed once; a second reader is refused."""

    kind = Kind.CONFLICT
    zh = "该亮证码已被核验，不能再次使用"
    en = "This code has been redeemed and works only once"


class PresentationExpired(Refusal):
    """A code lives for seconds, and no longer than its holder shows the license."""

    kind = Kind.CONFLICT
    zh = "该亮证码已过期，或持证主体已停止亮证，请重新亮证"
    en = "This code has expired, or its holder has stopped showing the license"


class PublicKeyInvalid(Refusal):
    """A phone's key is a point on P-256 or an Ed25519 key."""

    kind = Kind.INVALID
    zh = "公钥无效：须为 P-256 或 Ed25519 公钥（JWK）"
    en = "The public key must be a JWK on P-256 or Ed25519"


class HoursInvalid(Refusal):
    """A phone shows a license by itself for some hours at the most."""

    kind = Kind.INVALID
    zh = "离线亮证时长须为 1 至 {most} 小时"
    en = "A license is shown off line for 1 to {most} hours"


class OfflinePassNotFound(Refusal):
    """The caller has prepared no such pass; the same where there is none."""

    kind = Kind.NOT_FOUND
    zh = "未找到您的该项离线亮证凭据"
    en = "No such offline pass was prepared by you"
