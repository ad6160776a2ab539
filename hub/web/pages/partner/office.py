"""What the pages of an office share: whose it is, and choices out of what the hub answers."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import orjson

from hub.errors import Refusal
from hub.web.pages import naming
from hub.web.pages.partner.refusals import OfficeNeeded
from hub.web.pages.visit import Visit

Answer = Mapping[str, Any]
LONGEST_NUMBER: Final = 9
"""Digits of a number that GraphQL takes as one."""


async def own_code(visit: Visit) -> str:
    """Return the code of the organization that the visitor acts for.

    Raises: OfficeNeeded.
    """
    code = (await visit.viewer()).code
    if code is None:
        raise OfficeNeeded
    return code


def asked_by(code: str, requests: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the requests of one organization: who decides on others' is told of those as well."""
    return [one for one in requests if (one["organization"] or {}).get("code") == code]


def options(visit: Visit, named: Iterable[Answer]) -> list[tuple[str, str]]:
    """Return what a choice offers of things with a code and a name; each once, by name."""
    language = visit.look.language
    found = {one["code"]: naming.name(one.get("body", one), language) for one in named}
    return sorted(found.items(), key=lambda pair: pair[1])


def end_of(day: str) -> str:
    """Return the last moment of a day in China, as GraphQL takes it."""
    return f"{day}T23:59:59+08:00"


def json_object(text: str, refusal: type[Refusal]) -> dict[str, Any]:
    """Return the JSON object that somebody pasted; nothing pasted is an empty one.

    Raises: the refusal.
    """
    try:
        found = orjson.loads(text.strip() or "{}")
    except ValueError:
        raise refusal from None
    if not isinstance(found, dict):
        raise refusal
    return found


def whole(text: str) -> int:
    """Return a whole number that was typed; 0 for what is none, which the hub then declines."""
    stripped = text.strip()
    known = stripped.isascii() and stripped.isdecimal() and len(stripped) <= LONGEST_NUMBER
    return int(stripped) if known else 0
