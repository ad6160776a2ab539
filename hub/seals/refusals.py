"""Name every way in which an act on seals is refused."""

from hub.errors import Kind, Refusal


class SealsReserved(Refusal):
    """Seals are revoked by the security administrators of the data center."""

    kind = Kind.FORBIDDEN
    zh = "电子印章由省大数据中心的安全管理员吊销"
    en = "Seals are revoked by a security administrator of the data center"


class SealUnknown(Refusal):
    """No seal has this number."""

    kind = Kind.NOT_FOUND
    zh = "没有编号为 {number} 的电子印章"
    en = "There is no seal with the number {number}"


class SealRevokedAlready(Refusal):
    """A seal is revoked once; when and why is kept."""

    kind = Kind.CONFLICT
    zh = "编号为 {number} 的电子印章已被吊销"
    en = "The seal with the number {number} is revoked already"


class RevocationReasonNeeded(Refusal):
    """A revocation says why."""

    kind = Kind.INVALID
    zh = "吊销电子印章须写明原因（1 至 {most} 个字符）"
    en = "Revoking a seal needs a reason of 1 to {most} characters"


class SealNumberTaken(Refusal):
    """Another seal has this number."""

    kind = Kind.CONFLICT
    zh = "该印章编号已被占用"
    en = "This number belongs to another seal"


class RootUnfit(Refusal):
    """A root of trust is the certificate of an authority, as DER: all seals are verified by it."""

    kind = Kind.INVALID
    zh = "信任根须为认证机构的 SM2 证书（DER 编码）"
    en = "A root of trust is an authority's SM2 certificate, as DER"


class OwnerNeeded(Refusal):
    """Roots are trusted and seals registered by the owner of the database alone."""

    kind = Kind.FORBIDDEN
    zh = "信任根与印章须由数据库所有者登记，请在 HUB_DATABASE_URL 中使用其账号"
    en = "This needs the owner of the database: name its login in HUB_DATABASE_URL"
