"""A thing that a page is about: there, or a refusal in words."""

from typing import Any

from hub.web.pages.refusals import PageNotFound


def found(thing: dict[str, Any] | None) -> dict[str, Any]:
    """Return a thing that was asked for by its id, of the kind that the page is about.

    Raises: PageNotFound.
    """
    if not thing:
        raise PageNotFound
    return thing
