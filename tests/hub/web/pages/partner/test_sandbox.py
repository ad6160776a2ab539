"""The demonstration alone tells how its tokens are got; any other hub, where to try things out."""

from types import SimpleNamespace

import pytest

from hub.web.pages.look import Look
from hub.web.pages.page import Viewer
from hub.web.pages.partner.sandbox.page import SANDBOX
from hub.web.pages.render import Renderer


def shown(*, demo: bool) -> str:
    """Render the page of a hub."""
    url, state = SimpleNamespace(path="/", query=""), SimpleNamespace(request_id="r")
    request = SimpleNamespace(url=url, state=state)
    values = {
        "visit": SimpleNamespace(
            demo=demo, address="http://hub.example", page=SANDBOX, query={}, request=request
        ),
        "viewer": Viewer(signed_in=True),
        "areas": (),
        "declined": None,
        "form_secret": "",
    }
    return Renderer().render(SANDBOX.folder, "page.html", Look(), values)


@pytest.mark.parametrize("demo", [True, False])
def test_tokens_of_the_demonstration_are_told_there_alone(*, demo: bool) -> None:
    page = shown(demo=demo)
    assert ("http://hub.example/demo/token" in page) is demo
    assert ("沙箱是另一套只含虚构数据的枢纽" in page) is not demo
    assert ('href="/explorer"' in page) is demo
