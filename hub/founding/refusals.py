"""Why an entry of a founding file is not followed; none repeats what a person's entry says."""

from hub.errors import Kind, Refusal


class LineUnreadable(Refusal):
    """A line of a founding file is not JSON."""

    kind = Kind.INVALID
    zh = "该行不是 UTF-8 编码的 JSON"
    en = "This line is not JSON in UTF-8"


class LineUnfit(Refusal):
    """Something is missing, unknown, or not of its form."""

    kind = Kind.INVALID
    zh = "{at} 处缺项、多项或格式不符"
    en = "Something is missing, unknown or not of its form at {at}"


class HolderCodeWrong(Refusal):
    """The code of a holder is not right."""

    kind = Kind.INVALID
    zh = "持证主体代码与其类型不符，或者校验位不正确"
    en = "The holder's code does not fit its type, or its check character is wrong"


class IssuerNotTrusted(Refusal):
    """Nobody could ever sign in to this account."""

    kind = Kind.INVALID
    zh = "HUB_TOKEN_ISSUERS 中没有该身份提供方"
    en = "HUB_TOKEN_ISSUERS names no such issuer"


class OrganizationDiffers(Refusal):
    """An organization stands otherwise, and is left as it stands."""

    kind = Kind.CONFLICT
    zh = "该机构已登记，所填内容与登记不一致，未作变更：{fields}"
    en = "This organization is registered otherwise, and left so: {fields}"


class AccountDiffers(Refusal):
    """An account stands otherwise, and is left as it stands."""

    kind = Kind.CONFLICT
    zh = "该账户已存在，所填内容与其不一致，未作变更：{fields}"
    en = "This account stands otherwise, and is left so: {fields}"


class EndedSince(Refusal):
    """What somebody ended is not begun again by reading the same file again."""

    kind = Kind.CONFLICT
    zh = "该任职、代理或监护关系已经终止，不再恢复"
    en = "This office or representation was ended since, and is not begun again"
