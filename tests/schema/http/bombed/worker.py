"""One worker upon a database, as a process of its own; with `--unlimited` it has no limits.

That is the sabotage by which the tests show that they would notice. The product has no such switch.
"""

import sys
from typing import Any

from graphql import DocumentNode, parse, specified_rules

from hub.app import build
from hub.cli.serve import run
from hub.settings import read_settings
from schema import limits, validation


def read(text: str) -> DocumentNode:
    """Parse whatever comes."""
    return parse(text)


def check_variables(variables: dict[str, Any] | None) -> None:
    """Take whatever comes."""
    del variables


def lift_the_limits() -> None:
    """Parse and validate as a server does that knows of no attack."""
    limits.read, limits.check_variables = read, check_variables
    validation.RULES = specified_rules


def main() -> None:
    """Serve until the process is ended."""
    if sys.argv[1:] == ["--unlimited"]:
        lift_the_limits()
    run(build(), read_settings())


if __name__ == "__main__":
    main()
