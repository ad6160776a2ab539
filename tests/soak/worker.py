"""A worker that tells how much it holds, and can be made to hold on to what it should let go of.

On SIGUSR1 it tells how many objects it holds; on SIGUSR2 its caches lose their bounds: the sabotage
by which the test shows that it would notice. The product has no such switch.
"""

import gc
import signal
import sys
from collections.abc import Hashable
from os import environ
from typing import Any

from hub.app import build
from hub.cli.serve import run
from hub.identity.bounded import Bounded
from hub.settings import TEST_PREFIX, read_settings

SMALL = TEST_PREFIX + "HELD"
"""How much each cache holds, where a short run is to see it let go."""


def hold_little(most: int) -> None:
    """Bound every cache more narrowly, whatever its keys weigh."""
    usual = Bounded.__init__

    def narrow(self: Bounded[Any, Any], size: int, *_weigh: object) -> None:
        usual(self, min(size, most))

    Bounded.__init__ = narrow  # type: ignore[method-assign,assignment]


def tell_what_is_held(*_: object) -> None:
    """Tell the number of objects that are in use."""
    gc.collect()
    sys.stdout.write(f"held {len(gc.get_objects())}\n")
    sys.stdout.flush()


def hold_for_ever(*_: object) -> None:
    """Let no cache let go of anything."""

    def put(self: Bounded[Hashable, object], key: Hashable, value: object) -> None:
        self._values[key] = value

    Bounded.put = put  # type: ignore[method-assign,assignment]


def main() -> None:
    """Serve, as a worker does."""
    if SMALL in environ:
        hold_little(int(environ[SMALL]))
    signal.signal(signal.SIGUSR1, tell_what_is_held)
    signal.signal(signal.SIGUSR2, hold_for_ever)
    run(build(), read_settings())


if __name__ == "__main__":
    main()
