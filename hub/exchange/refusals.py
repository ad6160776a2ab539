"""Why what is asked of exchange is refused."""

from hub.errors import Kind, Refusal


class ExchangeReserved(Refusal):
    """Peers are the data center's: its system administrators act, its auditors look."""

    kind = Kind.FORBIDDEN
    zh = "对接由省大数据中心的系统管理员办理，其安全管理员与审计员可以查看"
    en = "Exchange is for the data center's system administrators; its auditors may look"


class PeerInvalid(Refusal):
    """What is said of a peer is missing, too long or does not fit its kind."""

    kind = Kind.INVALID
    zh = "对接方的 {field} 无效：请按其类别填写（代码为小写字母、数字和连字符）"
    en = "The peer's {field} is not valid: see what its kind takes, and in which form"


class PeerAddressInvalid(Refusal):
    """A peer is reached by https; a webhook of a partner never inside a private network."""

    kind = Kind.INVALID
    zh = "对接地址无效：须为 https 地址，不含用户名；合作企业的地址不得指向内部网络"
    en = "The address is not valid: https, without a user name, and for partners not a private one"


class PeerKeyInvalid(Refusal):
    """A platform's public key is a point on the curve of SM2."""

    kind = Kind.INVALID
    zh = "公钥无效：须为 SM2 曲线上的点，十六进制 65 字节，以 04 开头"
    en = "The public key is not valid: a point of SM2, 65 bytes in hexadecimal, beginning with 04"


class PeerUnfit(Refusal):
    """A platform is no partner enterprise; whoever it is acts."""

    kind = Kind.INVALID
    zh = "该单位不能作为此类对接方：须为有效单位，国家平台和信用平台不能是合作企业"
    en = "This organization cannot be such a peer: it must act, and a platform is no partner"


class PeerFixed(Refusal):
    """A peer keeps its kind and its organization, and one that ended stays so."""

    kind = Kind.CONFLICT
    zh = "对接方的类别和单位不能变更，已终止的不能恢复；请以新代码登记"
    en = "A peer keeps its kind and organization, and once ended it stays so; use a new code"


class PeerNotFound(Refusal):
    """There is no peer of that code."""

    kind = Kind.NOT_FOUND
    zh = "未找到该对接方"
    en = "There is no such peer"


class DeliveryNotFound(Refusal):
    """No dead letter of that id waits for its replay at this peer."""

    kind = Kind.NOT_FOUND
    zh = "该对接方没有此编号的死信"
    en = "This peer has no dead letter of that id"


class RedeliveryUnclear(Refusal):
    """One delivery is named, or an entry, or neither."""

    kind = Kind.INVALID
    zh = "请只指明一条投递或一个目录条目；都不指明则重投全部死信"
    en = "Name one delivery or one entry; with neither, all dead letters are sent again"
