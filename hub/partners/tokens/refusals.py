"""Why a client gets no token, in the words of OAuth and in two languages."""

from typing import ClassVar

from hub.errors import Kind, Refusal


class OAuthRefusal(Refusal):
    """A refusal that OAuth has a word for."""

    error: ClassVar[str]


class TokenRequestInvalid(OAuthRefusal):
    """The form lacks something, says something twice, or is none."""

    kind = Kind.INVALID
    error = "invalid_request"
    zh = "请求须为表单（application/x-www-form-urlencoded），各参数只出现一次"
    en = "The request must be a form, with each parameter once and none missing"


class ClientNotAuthenticated(OAuthRefusal):
    """The assertion does not prove a client; beyond that nobody is told why."""

    kind = Kind.UNAUTHENTICATED
    error = "invalid_client"
    zh = "客户端认证失败：{reason}"
    en = "The client is not authenticated: {reason}"


class ClientNotActive(OAuthRefusal):
    """The client is retired, or its organization is suspended or no partner any more."""

    kind = Kind.FORBIDDEN
    error = "unauthorized_client"
    zh = "该客户端或其单位已被停用"
    en = "The client, or its organization, is not active"


class GrantTypeUnsupported(OAuthRefusal):
    """Clients get tokens for themselves and in no other way."""

    kind = Kind.INVALID
    error = "unsupported_grant_type"
    zh = "仅支持 client_credentials 授权方式"
    en = "The only grant type is client_credentials"


class ScopeUnknown(OAuthRefusal):
    """The scope asked for is none of the hub's."""

    kind = Kind.INVALID
    error = "invalid_scope"
    zh = "未知的 scope"
    en = "The scope is not known"


class TokenTypeUnsupported(OAuthRefusal):
    """The hint names a type of token that the hub does not give."""

    kind = Kind.INVALID
    error = "unsupported_token_type"
    zh = "仅支持 access_token"
    en = "The only type of token is access_token"


class TokenNotYours(OAuthRefusal):
    """The token to be revoked was given to another client."""

    kind = Kind.INVALID
    error = "invalid_grant"
    zh = "该令牌并非签发给此客户端"
    en = "The token was not given to this client"
