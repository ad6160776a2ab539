"""Every page for everybody can be used by everybody."""

import pytest

from hub.web.pages.public.area import PUBLIC
from hub.web.pages.public.home.page import HOME
from tests.pages.visited import LANGUAGES, Visited, look_at
from tests.pages.visiting import Visitors
from tests.schema.http.streams.serving import Served

VISITED = (Visited(HOME),)


def test_every_page_is_visited() -> None:
    assert {one.page for one in VISITED} == set(PUBLIC.pages)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("visited", VISITED, ids=lambda one: one.name)
def test_everybody_can_use_it(
    visited: Visited, language: str, visitors: Visitors, hub: Served
) -> None:
    look_at(visited, language, visitors, hub)
