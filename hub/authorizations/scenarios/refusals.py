"""Why a scenario is refused."""

from hub.errors import Kind, Refusal


class NoUsingOffice(Refusal):
    """Scenarios are registered by a person in an office of an organization that uses licenses."""

    kind = Kind.FORBIDDEN
    zh = "应用场景须由用证单位（部门、政府、事业单位或合作企业）的用证人员登记（第十七条）"
    en = "Scenarios are registered in a using office of a department, body or partner (art. 17)"


class ScenarioNotYours(Refusal):
    """A scenario is changed by the organization that registered it, or its successor."""

    kind = Kind.FORBIDDEN
    zh = "应用场景 {code} 由其他单位登记，您无权变更"
    en = "The scenario {code} was registered by another organization"


class ScenarioNotFound(Refusal):
    """No scenario has the code."""

    kind = Kind.NOT_FOUND
    zh = "未找到应用场景 {code}"
    en = "There is no scenario {code}"


class ScenarioRetired(Refusal):
    """A retired scenario is not amended; another is registered in its place."""

    kind = Kind.CONFLICT
    zh = "应用场景 {code} 已停用，不能再变更"
    en = "The scenario {code} is retired and cannot be amended"


class ScenarioCodeTaken(Refusal):
    """Another scenario has the code."""

    kind = Kind.CONFLICT
    zh = "该应用场景编码已被占用"
    en = "This code belongs to another scenario"


class MatterCodeTaken(Refusal):
    """A matter's code is unique over the hub, since delegations name a matter by it alone."""

    kind = Kind.CONFLICT
    zh = "事项编码已被其他应用场景占用"
    en = "A matter's code belongs to another scenario"


class MatterInUse(Refusal):
    """A matter that something names is emptied or renamed, and not taken away."""

    kind = Kind.CONFLICT
    zh = "已有申请、委托或反映引用该事项，不能删除；可清空其材料或更名"
    en = "Requests, delegations or reports name this matter: empty or rename it instead"


class ScenarioCodeInvalid(Refusal):
    """Codes of scenarios and matters are lower-case words joined by hyphens."""

    kind = Kind.INVALID
    zh = "编码须以小写字母开头，由小写字母、数字和单个连字符组成，最长 {most} 个字符"
    en = "A code has lower-case letters, digits and single hyphens, at most {most} characters"


class NamesInvalid(Refusal):
    """A name is given in Chinese and in English."""

    kind = Kind.INVALID
    zh = "请填写中文和英文名称，各 1 至 {most} 个字符"
    en = "Give a name in Chinese and in English, each of 1 to {most} characters"


class RetentionInvalid(Refusal):
    """What is read is kept for a bounded time (art. 25)."""

    kind = Kind.INVALID
    zh = "数据保存期限须为 1 至 {most} 天"
    en = "Data are kept for 1 to {most} days"


class ScenarioBasisInvalid(Refusal):
    """A scenario rests on a known legal basis that is in force."""

    kind = Kind.INVALID
    zh = "应用场景须有已登记且生效的依据，{basis} 不是"
    en = "A scenario needs a known legal basis in force; {basis} is none"


class MattersInvalid(Refusal):
    """A scenario has some matters, each with a code of its own."""

    kind = Kind.INVALID
    zh = "应用场景须有 1 至 {most} 个事项，事项编码不得重复"
    en = "A scenario has 1 to {most} matters, no two of one code"


class MaterialInvalid(Refusal):
    """A material names an entry of the catalog once, and some fields of it."""

    kind = Kind.INVALID
    zh = "事项 {matter} 的材料 {entry} 不合规定（{reason}）"
    en = "The material {entry} of the matter {matter} cannot be ({reason})"


class MaterialFieldInvalid(Refusal):
    """A material names a field that no basis could ever carry for this scenario."""

    kind = Kind.INVALID
    zh = "事项 {matter} 的材料 {entry} 不能列入字段 {key}（{reason}）"
    en = "The material {entry} of the matter {matter} cannot name the field {key} ({reason})"
