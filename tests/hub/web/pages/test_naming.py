"""Names, days and moments are told as people say them."""

import pytest

from hub.web.pages.naming import ending
from hub.web.pages.words import Language


@pytest.mark.parametrize(
    ("at", "zh", "en"),
    [
        ("2026-12-04T16:00:00+00:00", "2026年12月4日 24:00", "4 Dec 2026 24:00"),
        ("2027-01-01T00:00:00+08:00", "2026年12月31日 24:00", "31 Dec 2026 24:00"),
        ("2026-12-04T09:30:00+08:00", "2026年12月4日 09:30", "4 Dec 2026 09:30"),
    ],
)
def test_a_term_runs_to_the_end_of_its_last_day(at: str, zh: str, en: str) -> None:
    assert (ending(at, Language.ZH), ending(at, Language.EN)) == (zh, en)
