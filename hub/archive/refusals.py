"""Why nothing is copied, shown again or closed."""

from hub.errors import Kind, Refusal


class NothingToCopy(Refusal):
    """No basis lets this caller take a copy of such a license; the same where there is none."""

    kind = Kind.NOT_FOUND
    zh = "未找到该电子证照，或您没有留存其副本的依据"
    en = "There is no such license, or nothing entitles you to take a copy of it"


class CopyUnfit(Refusal):
    """What is to be shown cannot be put into a file: a picture that nobody can see."""

    kind = Kind.CONFLICT
    zh = "照面图片无法制成版式文件，请由签发部门更正后再留存副本"
    en = "A picture on it cannot be put into a file; let its issuer correct it first"


class CopyNotFound(Refusal):
    """There is no such copy, or somebody else took it."""

    kind = Kind.NOT_FOUND
    zh = "未找到该存档副本"
    en = "There is no such archival copy of yours"


class CopyNotVerified(Refusal):
    """No copy has this number and this digest; which of the two is wrong is not told."""

    kind = Kind.NOT_FOUND
    zh = "未能核验：没有与该编号和摘要值相符的存档副本"
    en = "Not verified: no archival copy has this number and this digest"


class ExpiryUnfit(Refusal):
    """A copy is kept until a day that has not passed, and not for ever."""

    kind = Kind.INVALID
    zh = "存档副本的有效期须为今日起 {years} 年以内的日期"
    en = "An archival copy is kept until a day from today on, within {years} years"


class NoArchiveSeal(Refusal):
    """The data center has no seal in force, so nothing can be proved to be a copy."""

    kind = Kind.UNAVAILABLE
    zh = "省大数据中心目前没有有效的电子印章，暂不能制作"
    en = "The data center has no seal in force, so this cannot be made now"


class CaseClosed(Refusal):
    """The file of the case was closed; nothing is added to it (电子案卷, art. 20)."""

    kind = Kind.CONFLICT
    zh = "该办件的电子案卷已经归档，不能再添加"
    en = "The file of this case is closed, and nothing can be added to it"


class CaseFull(Refusal):
    """A case file can be no larger than everybody's checker takes."""

    kind = Kind.LIMITED
    zh = "该办件的存档副本已达上限（{most} 份或 {mebibytes} MiB）"
    en = "This case has as many copies as its file can hold ({most}, or {mebibytes} MiB)"


class CaseEmpty(Refusal):
    """The caller's organization took no copy for the case."""

    kind = Kind.NOT_FOUND
    zh = "本单位没有为该办件留存存档副本"
    en = "Your organization took no archival copy for this case"


class CaseMoving(Refusal):
    """Copies were taken again and again while the file was being put together."""

    kind = Kind.CONFLICT
    zh = "该办件仍在留存副本，请稍后重试"
    en = "Copies are being taken for this case; try again"


class CaseFileReserved(Refusal):
    """Cases are an organization's; a person has none."""

    kind = Kind.FORBIDDEN
    zh = "电子案卷由用证单位归档"
    en = "Files of cases are closed by the organizations that decide them"


class CaseFileNotFound(Refusal):
    """There is no such case file, or another organization's."""

    kind = Kind.NOT_FOUND
    zh = "未找到该电子案卷"
    en = "There is no such case file of your organization"


class PackageReserved(Refusal):
    """The package holds the history of the license, which is for its holders and its issuer."""

    kind = Kind.FORBIDDEN
    zh = "归档包载有证照的版本历史，仅供持证主体和签发部门下载；可改取存档副本（第十九条）"
    en = "The package holds the history, for holders and the issuer; take a copy instead (art. 19)"
