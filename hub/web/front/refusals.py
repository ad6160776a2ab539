"""How a request is refused before any endpoint has seen it, and with which status."""

from http import HTTPStatus

from hub.errors import Kind, Refusal
from hub.web.statuses import HttpRefusal


class BodyTooLarge(HttpRefusal):
    """The body is larger than is taken here, or is announced to be."""

    kind = Kind.INVALID
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    zh = "请求体过大：此处不超过 {most} KiB"
    en = "The body is too large: here it has at most {most} KiB"


class HeadTooLarge(HttpRefusal):
    """The headers are too many or too long."""

    kind = Kind.INVALID
    status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
    zh = "请求头过多或过长"
    en = "The headers are too many or too long"


class AddressTooLong(HttpRefusal):
    """The path and the query are too long."""

    kind = Kind.INVALID
    status = HTTPStatus.REQUEST_URI_TOO_LONG
    zh = "请求地址过长"
    en = "The address that is asked for is too long"


class RequestMalformed(Refusal):
    """What came is no HTTP."""

    kind = Kind.INVALID
    zh = "无法识别的 HTTP 请求"
    en = "This is not a request in HTTP"


class RequestTooSlow(HttpRefusal):
    """The request did not come in time."""

    kind = Kind.INVALID
    status = HTTPStatus.REQUEST_TIMEOUT
    zh = "请求未在规定时间内发送完毕"
    en = "The request did not come in time"


class MethodNotAllowed(HttpRefusal):
    """Nothing is done here by this method."""

    kind = Kind.INVALID
    status = HTTPStatus.METHOD_NOT_ALLOWED
    zh = "此处不支持该请求方法"
    en = "This method is not taken here"


class NothingHere(Refusal):
    """The path leads nowhere."""

    kind = Kind.NOT_FOUND
    zh = "没有这个地址"
    en = "There is nothing at this address"
