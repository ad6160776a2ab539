"""Why a document is not registered, or is not answered."""

from hub.errors import Kind, Refusal


class DocumentNotRegistered(Refusal):
    """The application asks with registered documents alone, and this is none of its own."""

    kind = Kind.FORBIDDEN
    zh = "该文档未为此应用登记，或已撤回登记"
    en = "The document is not registered for this application, or was withdrawn"


class DocumentNotFound(Refusal):
    """The application has no such document in use."""

    kind = Kind.NOT_FOUND
    zh = "该应用没有此已登记文档"
    en = "The application has no such registered document"


class TooManyDocuments(Refusal):
    """So many documents are registered at a time, and so many for one application."""

    kind = Kind.CONFLICT
    zh = "一次须登记 1 至 {at_once} 个文档，一个应用最多 {most} 个在用文档"
    en = "Register 1 to {at_once} documents at a time; an application has at most {most} in use"


class ApplicationUnnamed(Refusal):
    """What is named as an application can be the id of none."""

    kind = Kind.INVALID
    zh = "应用标识须为 1 至 {most} 个可见字符"
    en = "The id of an application has 1 to {most} visible characters"
