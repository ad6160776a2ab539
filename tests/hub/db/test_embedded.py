"""The embedded server keeps what was committed and leaves nothing running behind."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from hub.db.embedded import EmbeddedServer, EmbeddedServerFailed
from hub.db.unprivileged import Account, account

Binaries = Path | None


@pytest.fixture
def folder(tmp_path: Path, postgres_binaries: Binaries) -> Iterator[Path]:
    yield tmp_path / "data"
    place = EmbeddedServer(tmp_path / "data", binaries=postgres_binaries).folder
    shutil.rmtree(place)


@pytest.mark.postgres
def test_it_keeps_what_was_committed_through_a_crash(
    folder: Path, postgres_binaries: Binaries
) -> None:
    server = EmbeddedServer(folder, binaries=postgres_binaries).start()
    with psycopg.connect(server.url()) as connection:
        connection.execute("CREATE TABLE note AS SELECT '营业执照' AS body")
    server.crash()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.url())
    with server, psycopg.connect(server.url()) as connection:
        assert connection.execute("SELECT body FROM note").fetchall() == [("营业执照",)]
        [(order,)] = connection.execute("SELECT '乙' > 'é' AND 'a' > 'Z'").fetchall()
        assert order, "text is ordered by code point"


@pytest.mark.postgres
def test_a_second_start_uses_the_running_server(folder: Path, postgres_binaries: Binaries) -> None:
    with EmbeddedServer(folder, binaries=postgres_binaries) as first:
        second = EmbeddedServer(folder, binaries=postgres_binaries).start()
        assert second.pid == first.pid
        second.stop()
        psycopg.connect(first.url()).close()
    assert not (first.folder / "postmaster.pid").exists()


def test_it_dies_with_the_process_that_started_it(folder: Path) -> None:
    code = "import sys; from pathlib import Path; from hub.db.embedded import EmbeddedServer as S\n"
    code += "print(S(Path(sys.argv[1])).start().pid, flush=True); sys.stdin.read()"
    starter = subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with starter:
        assert starter.stdout is not None
        server = Path("/proc") / starter.stdout.readline().decode().strip()
        assert server.exists()
        starter.kill()
    assert gone_within(10, server)


def gone_within(seconds: float, process: Path) -> bool:
    until = time.monotonic() + seconds
    while process.exists() and time.monotonic() < until:
        time.sleep(0.02)
    return not process.exists()


def test_a_failed_start_names_its_log(folder: Path) -> None:
    server = EmbeddedServer(folder, settings={"no_such_setting": "on"})
    with pytest.raises(EmbeddedServerFailed) as caught:
        server.start()
    log = Path(str(caught.value.facts["reason"]).removeprefix("see "))
    assert "no_such_setting" in log.read_text("utf-8")


def test_a_folder_of_another_account_is_not_taken(tmp_path: Path) -> None:
    stranger = Account(uid=account().uid + 1, gid=account().gid, switched=False)
    tmp_path.joinpath("data").mkdir()
    with pytest.raises(PermissionError, match="another account"):
        stranger.own(tmp_path / "data")


@pytest.mark.skipif(not account().switched, reason="only root changes to another account")
def test_binaries_out_of_reach_are_copied_whole(tmp_path: Path) -> None:
    private = tmp_path / "private"
    (private / "bin").mkdir(parents=True)
    (private / "bin" / "postgres").write_text("18")
    private.chmod(0o700)
    copies = [account().reachable_copy(private, ["bin"], "18") for _ in range(2)]
    assert copies[0] == copies[1] != private
    assert (copies[0] / "bin" / "postgres").read_text() == "18"
    assert account().reaches(copies[0] / "bin")
    shutil.rmtree(copies[0])
