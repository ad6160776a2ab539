"""Four workers upon one database, each on a port of its own, as processes of their own.

The parent loads the code once and forks. On SIGUSR1 a worker begins to hold what was decided for a
second: the sabotage by which the test shows that it would notice. The product has no such switch.
"""

import multiprocessing
import signal
import sys
import time
from collections.abc import Hashable

from msgspec.structs import replace

from hub.app import build
from hub.audit.call import Call
from hub.cli.serve import run
from hub.reading.read import Reading
from hub.reading.scope import Query
from hub.reading.uses import Uses
from hub.settings import Settings, read_settings

HELD_SECONDS = 1.0


def hold_what_was_decided(*_: object) -> None:
    """Answer from what was decided up to a second ago, and look no second time."""
    fetch = Reading._fetch  # noqa: SLF001 - where the one statement of a read is run
    held: dict[Hashable, tuple[float, object]] = {}

    async def fetch_or_remember(reading: Reading, call: Call, query: Query) -> object:
        token = call.token.token_hash if call.token else None
        asked = (token, call.purpose, query)
        until, kept = held.get(asked, (0.0, None))
        if time.monotonic() >= until:
            kept = await fetch(reading, call, query)
            held[asked] = (time.monotonic() + HELD_SECONDS, kept)
        return kept

    def trust(_uses: Uses) -> tuple[()]:
        """Do not look whether what a disclosure rests on still stands."""
        return ()

    Reading._fetch = fetch_or_remember  # type: ignore[method-assign,assignment]  # noqa: SLF001
    Uses.consumed = trust  # type: ignore[method-assign,assignment]


def work(settings: Settings) -> None:
    """Serve on one port, as a worker does."""
    signal.signal(signal.SIGUSR1, hold_what_was_decided)
    run(build(), settings)


def main() -> None:
    """Serve on each port that is named, and tell the workers' process ids in that order."""
    settings, fork = read_settings(), multiprocessing.get_context("fork")
    own = [replace(settings, port=int(port)) for port in sys.argv[1:]]
    workers = [fork.Process(target=work, args=(one,)) for one in own]
    for worker in workers:
        worker.start()
    sys.stdout.write(" ".join(str(worker.pid) for worker in workers) + "\n")
    sys.stdout.flush()
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    main()
