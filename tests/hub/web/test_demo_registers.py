"""The demonstration's registers answer the hub's own client, and nobody without the secret."""

from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path

import httpx
import pytest

from hub.cli.demo_registers import registers_beside
from hub.licenses.terms import Answer
from hub.registers.client import registers_of
from hub.sample.files import load_organizations, load_people
from hub.settings import Settings

ADULT, CORRECTED = load_people()["adult"], load_people()["corrected"]
BODY = load_organizations()[0]


@pytest.fixture(scope="module")
def pointing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Settings of a hub that has the demonstration's registers beside it."""
    folder = tmp_path_factory.mktemp("data")
    with registers_beside(Settings(data_dir=folder)) as settings:
        yield settings


async def test_the_sample_is_known_by_code_and_name(pointing: Settings) -> None:
    told = {
        ("111", ADULT.code, ADULT.zh): Answer.MATCH,
        ("111", ADULT.code, CORRECTED.zh): Answer.MISMATCH,
        ("111", str(CORRECTED.former_code), CORRECTED.zh): Answer.MATCH,
        ("414", ADULT.code, ADULT.zh): Answer.UNKNOWN,
        ("001", BODY.code, BODY.zh): Answer.MATCH,
        ("001", BODY.code, ADULT.zh): Answer.MISMATCH,
        ("001", ADULT.code, ADULT.zh): Answer.UNKNOWN,
    }
    async with aclosing(registers_of(pointing)) as registers:
        assert await registers.answers(told) == told


def test_the_secret_is_for_the_hub_alone(pointing: Settings) -> None:
    file = Path(str(pointing.register_secret))
    assert file.stat().st_mode & 0o077 == 0
    url = str(pointing.population_register_url)
    assert httpx.post(url, json={"holders": []}).status_code == 401
    known = {"authorization": f"Bearer {file.read_text()}"}
    assert httpx.post(url, json={"holders": []}, headers=known).json() == {"answers": []}


@pytest.mark.parametrize("body", [b"{", b"{}", b'{"holders": [1]}', b" " * (1 << 21)])
def test_what_is_no_question_is_refused(pointing: Settings, body: bytes) -> None:
    secret = Path(str(pointing.register_secret)).read_text()
    headers = {"authorization": f"Bearer {secret}"}
    url = str(pointing.legal_entity_register_url)
    assert httpx.post(url, content=body, headers=headers).status_code == 400
