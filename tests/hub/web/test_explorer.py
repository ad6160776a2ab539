"""The explorer is served where it is wanted, and says how it is built where it is not."""

from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from hub.policy.terms import Basis, DecisionCode, Outcome, Remedy
from hub.settings import Settings
from hub.web.explorer import endpoint
from hub.web.pages.naming import terms

DEMO = Settings(demo=True)
SCRIPT = "/explorer/assets/explorer.js"


def client(settings: Settings) -> httpx.AsyncClient:
    """Return who asks a hub under these settings."""
    app = Starlette(routes=endpoint.routes(settings))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hub.example")


@pytest.fixture
def assets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of what is built; nothing is yet."""
    folder = tmp_path / "assets"
    monkeypatch.setattr(endpoint, "ASSETS", folder)
    return folder


def build(folder: Path) -> None:
    """Put a script where the built ones are."""
    folder.mkdir()
    (folder / "explorer.js").write_text("1")


@pytest.mark.usefixtures("assets")
async def test_it_is_served_only_in_the_demonstration_or_where_it_is_turned_on() -> None:
    for path in ("/explorer", "/explorer/terms"):
        assert (await client(Settings()).get(path)).status_code == 404
    for on in (DEMO, Settings(explorer=True)):
        assert (await client(on).get("/explorer")).status_code == 503


@pytest.mark.usefixtures("assets")
async def test_before_it_is_built_it_says_how_in_both_languages() -> None:
    told = (await client(DEMO).get("/explorer")).text
    assert ("尚未构建" in told, "is not built" in told) == (True, True)
    assert told.count("make explorer") == 2
    assert (await client(DEMO).get(SCRIPT)).status_code == 404


async def test_once_it_is_built_it_is_served_without_a_restart(assets: Path) -> None:
    asking = client(DEMO)
    build(assets)
    page, script = await asking.get("/explorer"), await asking.get(SCRIPT)
    assert (page.status_code, script.text) == (200, "1")
    known = {"If-None-Match": script.headers["etag"]}
    assert (await asking.get(SCRIPT, headers=known)).status_code == 304


async def test_it_calls_what_is_in_a_decision_as_the_pages_do() -> None:
    told = (await client(DEMO).get("/explorer/terms")).json()
    values = {name: set(words) for name, words in told.items()}
    vocabularies = (Outcome, DecisionCode, Basis, Remedy)
    assert values == {one.__name__: set(one) for one in vocabularies}
    assert told["Outcome"]["WITHHELD"] == list(terms("Outcome")["WITHHELD"])


def test_the_page_names_no_other_host_and_holds_no_script() -> None:
    for page in (endpoint.HERE / "explorer.html", endpoint.HERE / "unbuilt.html"):
        text = page.read_text("utf-8")
        assert "//" not in text
        assert text.count("<script") == text.count("</script>") == text.count('src="/explorer/')
