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


class RestrictsItself(Refusal):
    """An application is restricted through another, in which that can be undone."""

    kind = Kind.CONFLICT
    zh = "不能通过该应用限定其自身；请通过另一应用办理，以便日后解除"
    en = "An application is not restricted through itself; use another, where it can be undone"


class TooManyDocuments(Refusal):
    """So many documents are registered at a time, and so many for one application."""

    kind = Kind.CONFLICT
    zh = "一次须登记 1 至 {at_once} 个文档，一个应用最多 {most} 个在用文档"
    en = "Register 1 to {at_once} documents at a time; an application has at most {most} in use"
