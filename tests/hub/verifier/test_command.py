"""Anybody who holds a file checks it with `hub-verify`, as docs/verifying.md shows."""

import base64
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import hub
from hub.verifier.main import main
from hub.verifier.words import NAMES, WORDS
from tests.hub.verifier import files

FOLDER = Path(hub.__file__).parent / "verifier"
PAGE = FOLDER.parents[1] / "docs" / "verifying.md"
SAMPLE = re.compile(r"^```\n\$ hub-verify (.*?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with sealed files and the root that they are under."""
    (tmp_path / "root.cer").write_bytes(files.MAKER.certificate)
    (tmp_path / "license.pdf").write_bytes(files.pdf())
    (tmp_path / "license.ofd").write_bytes(files.ofd())
    (tmp_path / "package.zip").write_bytes(files.package())
    altered = files.pdf().replace(b"<t>sample</t>", b"<t>simple</t>")
    (tmp_path / "altered.pdf").write_bytes(altered)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("sample", range(len(SAMPLE.findall(PAGE.read_text("utf-8")))))
def test_the_page_shows_what_the_command_says(
    desk: Path, capsys: pytest.CaptureFixture[str], sample: int
) -> None:
    asked, said = SAMPLE.findall(PAGE.read_text("utf-8"))[sample]
    code = main(asked.split())
    assert (desk / asked.split()[0]).is_file()
    assert capsys.readouterr().out == said
    assert code == (1 if "✗" in said else 0)


def test_the_page_explains_every_code() -> None:
    page = PAGE.read_text("utf-8")
    assert [code for code in WORDS if f"`{code}`" not in page] == []


def test_every_word_is_in_two_languages() -> None:
    for zh, en in (*WORDS.values(), *NAMES.values()):
        assert re.search("[\u4e00-\u9fff]", zh)
        assert en.isascii()


def test_the_folder_alone_checks_a_file(desk: Path) -> None:
    shutil.copytree(FOLDER, desk / "verifier")
    line = [sys.executable, "-E", "-s", "-S", "-m", "verifier", "package.zip", "--root", "root.cer"]
    done = subprocess.run(line, capture_output=True, text=True, check=False, cwd=desk)
    assert done.returncode == 0, done.stderr
    assert "文件属实 · the file holds" in done.stdout


def test_a_chinese_console_tells_right_from_wrong(desk: Path) -> None:
    line = [
        sys.executable,
        "-m",
        "hub.verifier",
        "license.pdf",
        "altered.pdf",
        "--root",
        "root.cer",
    ]
    where = {**os.environ, "PYTHONIOENCODING": "gbk", "PYTHONPATH": str(FOLDER.parents[1])}
    done = subprocess.run(line, capture_output=True, check=False, cwd=desk, env=where)
    said = done.stdout.decode("gbk")
    assert "√ 文件属实 · the file holds" in said
    assert "× 文件不可信 · the file does not hold" in said


def test_it_ends_with_1_if_one_of_several_files_does_not_hold(desk: Path) -> None:
    assert desk.is_dir()
    rest = ["--root", "root.cer"]
    assert main(["license.pdf", "license.ofd", *rest]) == 0
    assert main(["license.pdf", "altered.pdf", *rest]) == 1
    assert main(["root.cer", *rest]) == 1
    assert main(["license.pdf", *rest, "--at", "2026-03-01"]) == 1
    assert main(["license.pdf", *rest, "--at", "2026-03-02T17:02:00"]) == 0


def test_a_root_may_be_written_in_base64(desk: Path) -> None:
    encoded = base64.encodebytes(files.MAKER.certificate).decode()
    pem = f"-----BEGIN CERTIFICATE-----\n{encoded}-----END CERTIFICATE-----\n"
    (desk / "root.pem").write_text(pem)
    assert main(["license.pdf", "--root", "root.pem"]) == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["license.pdf"],
        ["license.pdf", "--root", "license.pdf"],
        ["license.pdf", "--root", "nowhere.cer"],
        ["nowhere.pdf", "--root", "root.cer"],
        ["license.pdf", "--root", "root.cer", "--at", "soon"],
        ["license.pdf", "--root", "root.cer", "--lang", "fr"],
        ["receipt"],
        [],
    ],
)
def test_it_ends_with_2_if_it_is_called_wrongly(desk: Path, arguments: list[str]) -> None:
    assert desk.is_dir()
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
