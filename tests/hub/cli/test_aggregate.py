"""A file delivered from the shell: counted on the way, its faults in a table."""

import subprocess
import sys
from pathlib import Path

import pytest

from hub.crypto.keyring import create_keyring, store_keyring
from tests.hub.aggregation.conftest import Province, province
from tests.hub.aggregation.permits import CITY
from tests.hub.web.test_aggregate import CSV_MAPPING, TABLE

__all__ = ["province"]  # a fixture of the feature that this command serves

HUB = Path(sys.executable).with_name("hub")


def run(*words: object, **variables: object) -> subprocess.CompletedProcess[str]:
    given = {name: str(value) for name, value in variables.items()}
    environment = {"PATH": "/usr/bin:/bin", "COLUMNS": "200", "LC_ALL": "C.UTF-8", **given}
    command = [str(HUB), "aggregate", *map(str, words)]
    return subprocess.run(command, check=False, capture_output=True, text=True, env=environment)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    store_keyring(create_keyring(), tmp_path / "keyring.json")
    (tmp_path / "mapping.yaml").write_text(f"encoding: gb18030\n{CSV_MAPPING}")
    wrong = TABLE.splitlines()[1].replace("519999199001010017", "519999199001010018")
    (tmp_path / "permits.csv").write_text(f"{TABLE}{wrong}\n", encoding="gb18030")
    return tmp_path


async def test_a_file_is_delivered(province: Province, database: str, folder: Path) -> None:
    done = run(
        folder / "permits.csv",
        *("--as", CITY, "--mapping", folder / "mapping.yaml", "--faults", folder / "faults.csv"),
        HUB_DATABASE_URL=database,
        HUB_KEYRING=folder / "keyring.json",
    )
    assert done.returncode == 0, done.stderr
    assert len(await province.rows("SELECT FROM license")) == 1
    faults = (folder / "faults.csv").read_text(encoding="utf-8-sig").splitlines()
    assert faults[1].startswith("3,holders.0.code,HolderCodeInvalid,")
    assert "519999199001010018" not in "".join((done.stdout, done.stderr, *faults))


async def test_an_unknown_organization_is_told(
    province: Province, database: str, folder: Path
) -> None:
    named = {"HUB_DATABASE_URL": database, "HUB_KEYRING": folder / "keyring.json"}
    told = run(folder / "permits.csv", "--as", "11519999MB9900179R", **named)
    assert told.returncode == 1
    assert "No organization" in told.stderr
    assert "Traceback" not in told.stderr
    assert await province.rows("SELECT FROM batch") == []


def test_a_missing_keyring_is_told(folder: Path) -> None:
    told = run(folder / "permits.csv", "--as", CITY, HUB_DATABASE_URL="postgresql://nowhere/none")
    assert told.returncode == 1
    assert "HUB_KEYRING" in told.stderr
