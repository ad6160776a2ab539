"""Why an act on clients and their keys is refused."""

from hub.errors import Kind, Refusal


class AdministratorNeeded(Refusal):
    """Clients are for system and security administrators, the partner's or the data center's."""

    kind = Kind.FORBIDDEN
    zh = "此操作由该单位或省大数据中心的系统管理员、安全管理员办理"
    en = "This is for a system or security administrator of the organization or the data center"


class OwnAdministratorActs(Refusal):
    """Where a partner has an administrator, nobody else gives its systems names or keys."""

    kind = Kind.FORBIDDEN
    zh = "该单位已有系统管理员或安全管理员，其客户端和密钥由其自行登记"
    en = "The partner has an administrator of its own, who registers its clients and keys"


class ClientNotFound(Refusal):
    """There is no such client in use, or it is of another organization."""

    kind = Kind.NOT_FOUND
    zh = "未找到该客户端"
    en = "There is no such client"


class ClientNameInvalid(Refusal):
    """The name of a client is too short or too long."""

    kind = Kind.INVALID
    zh = "客户端名称须为 1 至 {most} 个字符"
    en = "The name of a client has 1 to {most} characters"


class TooManyClients(Refusal):
    """An organization has so many clients and no more."""

    kind = Kind.CONFLICT
    zh = "一个单位最多 {most} 个在用客户端"
    en = "An organization has at most {most} clients in use"


class TooManyKeys(Refusal):
    """A client has so many keys and no more: one to sign with, and the next."""

    kind = Kind.CONFLICT
    zh = "一个客户端最多 {most} 把在用公钥；请先停用旧钥"
    en = "A client has at most {most} keys in use; retire an old one first"


class KeyRegistered(Refusal):
    """The key is, or was, registered for this client; a retired key does not come back."""

    kind = Kind.CONFLICT
    zh = "该公钥已登记过，停用的公钥不能重新启用"
    en = "This key was registered before; a retired key does not come back"


class KeyNotFound(Refusal):
    """The client has no such key in use."""

    kind = Kind.NOT_FOUND
    zh = "该客户端没有此公钥"
    en = "The client has no such key"
