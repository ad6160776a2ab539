"""Declare a page: where it is, what it is called, and what shows it and takes its forms."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.responses import Response

from hub.web.pages.words import Words

if TYPE_CHECKING:
    from hub.web.pages.visit import Visit

Handler = Callable[["Visit"], Awaitable[Response]]


@dataclass(frozen=True, eq=False)
class Page:
    """One page; its documents and template lie in its folder."""

    path: str
    title: Words
    folder: Path
    show: Handler
    act: Handler | None = None
    """What takes its forms, if it has any."""
    listed: bool = True
    """Whether it stands in the navigation of its area: a page about one thing does not."""
    shared: bool = False
    """Whether programs get an answer of their own at the path; who accepts HTML gets the page."""
    said: Mapping[str, Words] = field(default_factory=dict)
    """What a visitor is told who was sent here after something was done, by its short name."""


@dataclass(frozen=True, eq=False)
class Area:
    """Pages for one kind of visitor."""

    path: str
    title: Words
    pages: tuple[Page, ...]
    visitors: Callable[["Viewer"], bool]
    """For whom the area stands in the navigation; what its pages tell is for the policies."""
    open: bool = False
    """Whether its pages are shown to who has not signed in."""


@dataclass(frozen=True)
class Viewer:
    """Whom the hub takes the visitor for, as far as navigation goes."""

    holder: bool = False
    """Whether this is a person who is not acting in an office."""
    organization: str | None = None
    """What the organization acted for is, as GraphQL names its kind."""
    roles: frozenset[str] = frozenset()
    name: Words | None = None
    """What the organization acted for is called."""
    code: str | None = None
    """By which code that organization is known."""
    signed_in: bool = False
    assurance: int = 0
    """The level of assurance signed in with; 0 is anonymous."""
