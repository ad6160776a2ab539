"""Why a page for offices is not shown."""

from hub.errors import Kind, Refusal


class OfficeNeeded(Refusal):
    """The page is about an organization, and the visitor acts for none."""

    kind = Kind.FORBIDDEN
    zh = "请以单位岗位登录后使用本页"
    en = "Sign in in an office of an organization to use this page"


class KeyNotJson(Refusal):
    """What was pasted as a public key is no JSON object."""

    kind = Kind.INVALID
    zh = "公钥须为一个 JSON 对象（JWK）；原文已保留，请核对后重新提交"
    en = "The public key is one JSON object (a JWK); check what you pasted and send it again"


class VariablesNotJson(Refusal):
    """What was typed as variables of a query is no JSON object."""

    kind = Kind.INVALID
    zh = "查询变量须为一个 JSON 对象"
    en = "The variables of a query are one JSON object"
