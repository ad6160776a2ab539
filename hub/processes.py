"""Do pure work in a few processes beside this one; what cannot be done there is done here.

A process is this interpreter with nothing imported that its work does not need: what the standard
library would start imports the program that starts it, which for the command line takes seconds.
It waits at the end of a socket, so it ends when this process does, however that ends.
"""

import asyncio
import gc
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from queue import Empty, SimpleQueue
from socket import socketpair
from threading import Lock
from typing import Any, Final, NamedTuple, ParamSpec, TypeVar

from hub.log import logger

MOST: Final = min(4, max(2, os.cpu_count() or 1))
"""So many at once, whoever asks."""

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Lost(Exception):  # noqa: N818 - a finding, named as it is said
    """A process ended, or never came up, before it answered."""


class Process(NamedTuple):
    """Another process, and the socket through which it is told what to do."""

    running: subprocess.Popen[bytes]
    ours: Connection

    def ask(self, work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Let it do a piece of work.

        Raises: Lost, and whatever the work raises.
        """
        try:
            self.ours.send((work, args, kwargs))
            done, came = self.ours.recv()
        except (OSError, EOFError) as error:
            self.running.kill()
            self.end()
            raise Lost from error
        if not done:
            raise came
        result: _T = came
        return result

    def end(self) -> None:
        """Let it end, which it does by itself once nobody can ask it anything."""
        self.ours.close()
        self.running.wait()


class Processes:
    """A few processes, started when there is work for them and ended when nobody holds them."""

    def __init__(self, most: int = MOST) -> None:
        """Take how many there may be; none is started yet."""
        self._threads = ThreadPoolExecutor(most, "processes")
        self._idle: SimpleQueue[Process] = SimpleQueue()
        self._holding = 0
        self._counting = Lock()
        self.most = most

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep the processes for more work, until the last who holds them lets go."""
        with self._counting:
            self._holding += 1
        try:
            yield
        finally:
            with self._counting:
                self._holding -= 1
            self._threads.submit(self._end_if_free)

    async def run(self, work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Do a piece of pure work in a process, or here if that process is lost.

        `work` is a function of a module that is quickly imported; all it takes and gives is
        pickled.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, lambda: self._run(work, *args, **kwargs))

    def _run(self, work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        try:
            process = self._one()
            try:
                return process.ask(work, *args, **kwargs)
            finally:
                self._idle.put(process)
        except Lost:
            logger().warning("process_lost")
            return work(*args, **kwargs)
        finally:
            self._end_if_free()

    def _one(self) -> Process:
        """Return a process that has nothing to do and lives, or start one."""
        while True:
            try:
                process = self._idle.get_nowait()
            except Empty:
                return start()
            if process.running.poll() is None:
                return process
            process.end()  # it was lost

    def close(self) -> None:
        """Wait until all work is done and, where nobody holds them, all processes have ended."""
        self._threads.shutdown()

    def _end_if_free(self) -> None:
        while not self._holding:
            try:
                self._idle.get_nowait().end()
            except Empty:
                return


def start() -> Process:
    """Start a process that sees the same modules, and no signal meant for this one.

    Raises: Lost.
    """
    here, there = socketpair()
    with here, there:
        try:
            running = subprocess.Popen(
                [sys.executable, "-m", "hub.processes", str(there.fileno())],
                env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                stdin=subprocess.DEVNULL,
                pass_fds=[there.fileno()],
                start_new_session=True,
            )
        except OSError as error:
            raise Lost from error
        return Process(running, Connection(here.detach()))


def serve(theirs: Connection) -> None:
    """Do what is asked until nobody can ask any more; garbage is collected between."""
    gc.disable()
    while True:
        try:
            work, args, kwargs = theirs.recv()
            theirs.send(_done(work, *args, **kwargs))
        except (EOFError, OSError):
            return
        gc.collect()


def _done(work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> tuple[bool, object]:
    try:
        return True, work(*args, **kwargs)
    except Exception as error:  # noqa: BLE001 - raised again where the work was asked for
        return False, error


def pack(value: object) -> bytes:
    """Pack what many pieces of work need, so that it is packed once."""
    return bytes(ForkingPickler.dumps(value))


@lru_cache(maxsize=4)
def unpack(packed: bytes) -> Any:  # noqa: ANN401 - whatever was packed
    """Return what was packed by this program, unpacked once."""
    return ForkingPickler.loads(packed)


PROCESSES: Final = Processes()
"""Those of this process, whoever has work for them."""

if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])))
