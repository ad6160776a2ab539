"""Ask for what was chosen in a form above a list, so that the form stays where that is declined."""

from collections.abc import Mapping
from typing import Any

from hub.errors import Kind
from hub.web.pages.refusals import Declined
from hub.web.pages.visit import Visit


async def told_or_declined(
    visit: Visit, name: str, nothing: Mapping[str, Any], **variables: object
) -> tuple[Mapping[str, Any], Declined | None]:
    """Return what a document tells; or nothing, and why it was declined.

    Raises: Declined, where the visitor has to sign in.
    """
    try:
        return await visit.ask(name, **variables), None
    except Declined as declined:
        if declined.kind is Kind.UNAUTHENTICATED:
            raise
        return nothing, declined
