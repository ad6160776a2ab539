"""Hand the files of tests out to the workers: what takes longest first, all journeys to one."""

from typing import Final

import pytest
from xdist.scheduler import LoadFileScheduling

JOURNEYS: Final = "tests/journeys/"
"""They share a demonstration, which takes as long to load as most files take to run."""

LONGEST: Final = (
    JOURNEYS,
    "tests/pages/",
    "tests/schema/http/doors/",
    "tests/schema/http/workers/",
    "tests/hub/audit/transparency/test_every_lie_is_found.py",
    "tests/agreement/",
    "tests/clients/",
    "tests/model/",
    "tests/schema/http/bombed/",
    "tests/schema/http/objections/test_clocks.py",
    "tests/hub/aggregation/",
    "tests/hub/issuing/",
    "tests/hub/verifier/",
    "tests/schema/http/",
)
"""What takes longest comes first, so that no worker is left with it while the others are idle."""


def place(item: pytest.Item) -> int:
    """Return when a test's turn comes, among those of other files."""
    turns = enumerate(LONGEST)
    return next((turn for turn, named in turns if item.nodeid.startswith(named)), len(LONGEST))


class InOrder(LoadFileScheduling):  # type: ignore[misc] # xdist ships no types
    """Keeps a file's tests together, and those of all journeys; leaves the order as it is."""

    def __init__(self, config: pytest.Config, log: object = None) -> None:
        """Sort nothing by the number of tests, which says little of how long they take."""
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        """Return what a test stays together with."""
        return JOURNEYS if nodeid.startswith(JOURNEYS) else nodeid.partition("::")[0]
