"""Pages lead to the explorer where there is one."""

from types import SimpleNamespace

import pytest

from hub.web.pages.look import Look
from hub.web.pages.page import Viewer
from hub.web.pages.partner.why.page import WHY
from hub.web.pages.partner.why.samples import SAMPLES
from hub.web.pages.render import Renderer


@pytest.mark.parametrize("explorer", [True, False])
def test_why_leads_to_the_explorer_where_there_is_one(*, explorer: bool) -> None:
    url, state = SimpleNamespace(path="/", query=""), SimpleNamespace(request_id="r")
    visit = SimpleNamespace(
        demo=False,
        explorer=explorer,
        page=WHY,
        query={},
        typed={},
        request=SimpleNamespace(url=url, state=state),
    )
    values = {
        "visit": visit,
        "viewer": Viewer(signed_in=True),
        "areas": (),
        "declined": None,
        "form_secret": "",
        "form_key": "",
        "samples": SAMPLES,
        "sample": SAMPLES["cause"],
        "explained": None,
    }
    page = Renderer().render(WHY.folder, "page.html", Look(), values)
    assert ('href="/explorer"' in page) is explorer
