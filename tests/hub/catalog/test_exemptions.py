"""An exemption lapses with its own end or its provision's, and what it hid is counted anew."""

from datetime import date

import pytest

from hub.catalog.exemptions import DeclaredExemption, Lapse, LapseCause, exemptions
from hub.catalog.queries import CatalogSnapshot, Shelf
from hub.policy.entry import Entry, Exemption
from hub.policy.terms import Classification, Ground, Sharing, SharingState
from tests.entries import LAW, TODAY, TOMORROW, YESTERDAY, entry, field

HELD, GONE = "secrets-law", "lapsed-law"


def exempt(basis: str, until: date | None = None) -> Exemption:
    return Exemption(Ground.OTHER_LAW, basis, until)


def listed(body: Entry) -> tuple[DeclaredExemption, ...]:
    shelf = Shelf(
        id=1,
        code=body.code,
        owner_id=1,
        sharing=SharingState.OPEN,
        sharing_changed_at=None,
        revisions={1: body},
        number=1,
        retired=False,
        policy=body,
        policy_revision="",
    )
    return exemptions(CatalogSnapshot(1, LAW, [shelf]), TODAY)


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        (exempt(HELD), None),
        (exempt(HELD, TODAY), None),
        (exempt("short-law"), None),
        (exempt(HELD, YESTERDAY), (LapseCause.EXEMPTION_ENDED, TODAY)),
        (exempt(GONE), (LapseCause.BASIS_ENDED, TODAY)),
        (exempt(GONE, date(2026, 5, 1)), (LapseCause.EXEMPTION_ENDED, date(2026, 5, 2))),
        (exempt(GONE, TOMORROW), (LapseCause.BASIS_ENDED, TODAY)),
        (exempt("coming-law"), (LapseCause.BASIS_NOT_IN_FORCE, None)),
        (exempt("no-such-law"), (LapseCause.BASIS_NOT_IN_FORCE, None)),
    ],
)
def test_it_lapses_by_whichever_end_came_first(
    stated: Exemption, found: tuple[LapseCause, date | None] | None
) -> None:
    (line,) = listed(entry(field("scope", sharing=Sharing.EXEMPT, exemption=stated)))
    assert line.lapse == (None if found is None else Lapse(*found, Sharing.CONDITIONAL))


@pytest.mark.parametrize(
    ("whole", "classification", "counted"),
    [
        (exempt(HELD), Classification.INTERNAL, Sharing.EXEMPT),
        (exempt(GONE), Classification.INTERNAL, Sharing.CONDITIONAL),
        (exempt(GONE), Classification.WORK_SECRET, Sharing.EXEMPT),
    ],
)
def test_what_is_exempt_for_another_reason_stays_so(
    whole: Exemption, classification: Classification, counted: Sharing
) -> None:
    secret = field(
        "scope", sharing=Sharing.EXEMPT, exemption=exempt(GONE), classification=classification
    )
    _, line = listed(entry(secret, sharing=Sharing.EXEMPT, exemption=whole))
    assert line.lapse is not None
    assert line.lapse.sharing is counted
    assert "第十五条" in line.lapse.zh or counted is Sharing.EXEMPT
