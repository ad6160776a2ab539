"""Why a request is refused before anything of it is executed, and by which status of HTTP."""

from http import HTTPStatus

from hub.errors import Kind, Refusal
from hub.web.statuses import HttpRefusal


class RequestUnreadable(Refusal):
    """The body, or the address, holds no GraphQL request."""

    kind = Kind.INVALID
    zh = "请求须为一个 GraphQL 请求（JSON 对象）：以 query 或 documentId 指明文档，变量为对象"
    en = "Send one GraphQL request, a JSON object: query or documentId, and variables as an object"


class TextInvalid(Refusal):
    """A text holds the character U+0000, which no text that is stored can hold."""

    kind = Kind.INVALID
    zh = "请求中含有不允许的空字符（U+0000）"
    en = "The request holds the character U+0000, which no text may hold"


class DocumentIdInvalid(Refusal):
    """What should name a document names none, or another than the one that is sent along."""

    kind = Kind.INVALID
    zh = "文档标识须为 sha256: 加 64 位小写十六进制数，且与所附文本一致"
    en = (
        "A document id is sha256: and 64 lower hexadecimal digits, and is that of a text sent along"
    )


class PurposeInAddress(Refusal):
    """A purpose would stand in an address, which others keep."""

    kind = Kind.INVALID
    zh = "GET 请求的用证目的须放在 X-Hub-Purpose 请求头中"
    en = "With GET a purpose goes into the header X-Hub-Purpose, and not into the address"


class MethodUnfit(HttpRefusal):
    """The endpoint is asked by POST, and by GET where a registered query is asked."""

    kind = Kind.INVALID
    status = HTTPStatus.METHOD_NOT_ALLOWED
    zh = "请使用 POST；GET 仅用于已登记的查询，不用于变更"
    en = "Use POST; GET is for registered queries, and never for mutations"


class AnswerNotAcceptable(HttpRefusal):
    """The client takes none of the forms that answers have."""

    kind = Kind.INVALID
    status = HTTPStatus.NOT_ACCEPTABLE
    zh = "Accept 须包含 application/graphql-response+json、application/json 或 text/event-stream"
    en = "Accept application/graphql-response+json, application/json or text/event-stream"


class BodyTypeUnsupported(HttpRefusal):
    """The body is not announced as JSON in UTF-8."""

    kind = Kind.INVALID
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    zh = "请求体须为 application/json（UTF-8）"
    en = "The body must be application/json in UTF-8"
