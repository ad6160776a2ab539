"""One worker upon a database, as a process of its own.

With `--unprotected` its limits are lifted, and a text is read to its end before anything else is
done: the sabotage by which the tests show that they would notice. The product has no such switch.
"""

import sys
from typing import Final

from hub.app import build
from hub.cli.serve import run
from hub.settings import read_settings
from schema import limits, turns
from schema.limits import Limit

UNLIMITED: Final = 10**9


def lift_the_limits() -> None:
    """Let pass whatever is sent."""
    for name, limit in list(vars(limits).items()):
        if isinstance(limit, Limit):
            setattr(limits, name, limit._replace(most=UNLIMITED))
    for name, limit in limits.COUNTED.items():
        limits.COUNTED[name] = limit._replace(most=UNLIMITED)


def main() -> None:
    """Serve until the process is ended."""
    if sys.argv[1:] == ["--unprotected"]:
        lift_the_limits()
        vars(turns)["TURN_SECONDS"] = UNLIMITED
    run(build(), read_settings())


if __name__ == "__main__":
    main()
