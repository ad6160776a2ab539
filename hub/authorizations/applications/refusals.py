"""Why an application is not recognized, or its recognition not withdrawn."""

from hub.errors import Kind, Refusal


class RecognitionReserved(Refusal):
    """Recognizing is the data center's."""

    kind = Kind.FORBIDDEN
    zh = "亮证应用由省大数据中心认定（第十七条）"
    en = "Applications that show licenses are recognized by the data center (art. 17)"


class ClientInvalid(Refusal):
    """A client is named as its tokens name it."""

    kind = Kind.INVALID
    zh = "应用标识须为 1 至 {most} 个字母、数字、点、下划线或连字符"
    en = "A client's name has 1 to {most} letters, digits, dots, underscores or hyphens"


class ApplicationRecognized(Refusal):
    """The application is recognized already."""

    kind = Kind.CONFLICT
    zh = "该应用已经认定"
    en = "The application is recognized already"


class ApplicationNotFound(Refusal):
    """No such application was ever recognized."""

    kind = Kind.NOT_FOUND
    zh = "未找到该亮证应用"
    en = "No such application was recognized"
