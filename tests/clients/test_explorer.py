"""The explorer works in a browser with no host but the hub, and keeps nothing there."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from hub.web.explorer import endpoint
from tests.clients.explorer import build
from tests.clients.npm import Workshop
from tests.schema.http.asking import identifier
from tests.schema.http.streams.serving import Served

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
POLICY = "Content-Security-Policy"
QUERY = 'query { license(identifier: "IDENTIFIER") { field(key: "holder_name") { value } } }'
HEAVIEST = 8_000_000
HEADERS = {"X-Hub-Purpose": json.dumps({"cause": "抵押贷款"}, ensure_ascii=False)}

in_a_browser = pytest.mark.skipif(
    CHROMIUM is None and "CI" not in os.environ,
    reason="there is no chromium here; where CI is set there must be",
)


@pytest.fixture(scope="module", autouse=True)
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The page, built as `make explorer` builds it, before the hub is."""
    folder = tmp_path_factory.mktemp("explorer")
    build(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(endpoint, "ASSETS", folder)
        yield folder


@in_a_browser
def test_a_visitor_asks_as_anyone_and_as_the_bank(
    app: Callable[[str], Workshop], hub: Served, tmp_path: Path
) -> None:
    told = app("browser").told(
        "browse.js",
        HUB=hub.address,
        CHROMIUM=str(CHROMIUM),
        QUERY=QUERY.replace("IDENTIFIER", identifier("joint-owners")),
        PERSONA="bank",
        HEADERS=json.dumps(HEADERS, ensure_ascii=False),
        PICTURE=str(tmp_path / "page.png"),
    )
    assert "社会团体法人登记证书" in told["register"]
    assert "周共有" in told["seen"]
    assert (told["asked"], told["kept"]) == ([hub.address], 0)
    unwelcome = "status of 401"  # the page asks for the schema, which is not told to anyone
    assert [one for one in told["complaints"] if unwelcome not in one] == []


@in_a_browser
@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "sabotaged"])
def test_a_script_that_got_in_neither_runs_nor_tells_anybody(
    app: Callable[[str], Workshop], hub: Served, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    if not guarded:
        monkeypatch.setitem(endpoint.HEADERS, POLICY, "default-src * data: 'unsafe-inline'")
    elsewhere = hub.address.replace("127.0.0.1", "localhost")
    told = app("browser").told(
        "attack.js", HUB=hub.address, ELSEWHERE=f"{elsewhere}/healthz", CHROMIUM=str(CHROMIUM)
    )
    assert told == {"ran": not guarded, "told": not guarded}


def test_all_that_is_served_is_held_to_the_policy(hub: Served) -> None:
    with httpx.Client(base_url=hub.address) as client:
        assets = ("/explorer/assets/explorer.js", "/explorer/assets/explorer.css")
        for path in ("/explorer", "/explorer/terms", *assets):
            answer = client.get(path)
            assert (answer.status_code, path) == (200, path)
            rules = dict(rule.split(" ", 1) for rule in answer.headers[POLICY].split("; "))
            assert (rules["default-src"], rules["connect-src"]) == ("'none'", "'self'")
            assert rules["script-src"] == rules["worker-src"] == "'self'"


def test_it_stays_as_heavy_as_its_editor(built: Path) -> None:
    assert sum(file.stat().st_size for file in built.iterdir()) < HEAVIEST
