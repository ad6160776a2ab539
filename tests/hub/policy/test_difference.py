"""A policy difference shows who would see more and who less, and misses no widening."""

from datetime import timedelta
from random import Random

import pytest
from msgspec.structs import replace

from hub.policy.case import Decision
from hub.policy.difference import Change, Direction, Seen, difference, widening
from hub.policy.entry import Entry, Exemption
from hub.policy.rulebook import decide
from hub.policy.situations import Manner
from hub.policy.terms import (
    Basis,
    Classification,
    DecisionCode,
    Disclosure,
    Form,
    Ground,
    Mask,
    Outcome,
    Sharing,
    Subject,
)
from tests.agreement.standings import StandingDice, questions
from tests.entries import LAW, TODAY, TOMORROW, bent, entry, field, without

SCOPE = entry(field("scope"))
PRIVATE = Exemption(Ground.PRIVACY, "secrets-law")
EXEMPT = {"sharing": Sharing.EXEMPT, "exemption": PRIVATE}


def rows(old: Entry | None, new: Entry) -> tuple[Change, ...]:
    return difference(old, new, LAW, TODAY)


def told(old: Entry | None, new: Entry) -> set[tuple[str, Basis, Manner, Direction]]:
    return {(row.key, row.basis, row.manner, row.direction) for row in rows(old, new)}


def test_finds_no_difference_where_nothing_changed() -> None:
    assert rows(SCOPE, SCOPE) == ()
    assert rows(SCOPE, replace(SCOPE, template="other", en="Food")) == ()


def test_shows_a_disclosure_as_widening_for_the_public_alone() -> None:
    (row, ended) = rows(SCOPE, bent(SCOPE, "scope", disclosure=Disclosure.FULL))
    assert row == Change(
        key="scope",
        basis=Basis.PUBLIC,
        manner=Manner.PLAIN,
        ended=False,
        before=Seen(Outcome.WITHHELD, DecisionCode.NOT_DISCLOSED),
        after=Seen(Outcome.GRANTED, DecisionCode.DISCLOSED),
        direction=Direction.WIDENS,
        since=TODAY,
        assurances=(0, 1, 2, 3),
    )
    assert ended == replace(row, ended=True)


def test_shows_the_way_back_as_narrowing() -> None:
    disclosed = bent(SCOPE, "scope", disclosure=Disclosure.FULL)
    assert {row.direction for row in rows(disclosed, SCOPE)} == {Direction.NARROWS}
    assert widening(rows(disclosed, SCOPE)) == ()


def test_shows_at_which_assurance_a_holder_sees_more() -> None:
    old = bent(SCOPE, "scope", min_assurance=3)
    (row, ended) = rows(old, SCOPE)
    assert (row.basis, row.assurances, row.direction) == (Basis.HOLDER, (2,), Direction.WIDENS)
    assert ended.ended


def test_an_exemption_narrows_every_basis_but_holder_issuer_and_oversight() -> None:
    narrowed = told(SCOPE, bent(SCOPE, "scope", **EXEMPT))
    assert {direction for *_, direction in narrowed} == {Direction.NARROWS}
    assert {basis for _, basis, *_ in narrowed} == {
        Basis.DELEGATION,
        Basis.PRESENTATION,
        Basis.REQUEST,
    }
    assert ("scope", Basis.REQUEST, Manner.BUNDLED_CONSENT, Direction.NARROWS) in narrowed
    assert ("scope", Basis.REQUEST, Manner.SEPARATE_CONSENT, Direction.NARROWS) not in narrowed


def test_sharing_without_condition_widens_requests_without_consent() -> None:
    widened = told(SCOPE, bent(SCOPE, "scope", sharing=Sharing.UNCONDITIONAL))
    assert widened == {("scope", Basis.REQUEST, Manner.NO_CONSENT, Direction.WIDENS)}


def test_a_class_less_sensitive_widens_what_a_bundled_consent_gives() -> None:
    old = bent(SCOPE, "scope", classification=Classification.SENSITIVE_PERSONAL)
    assert ("scope", Basis.REQUEST, Manner.BUNDLED_CONSENT, Direction.WIDENS) in told(old, SCOPE)


def test_a_default_form_widens_where_the_field_is_not_listed() -> None:
    widened = told(SCOPE, bent(SCOPE, "scope", default_form=Form.MASKED))
    assert {manner for _, _, manner, _ in widened} == {Manner.NOT_LISTED}
    assert {basis for _, basis, _, _ in widened} == {
        Basis.GRANT,
        Basis.DELEGATION,
        Basis.PRESENTATION,
        Basis.REQUEST,
    }


def test_another_holder_sees_more_by_a_lighter_mask() -> None:
    joint = replace(SCOPE, max_holders=2)
    widened = told(joint, bent(joint, "holder_name", mask=Mask.ADDRESS))
    assert ("holder_name", Basis.HOLDER, Manner.OTHER_HOLDER, Direction.WIDENS) in widened


def test_longer_in_the_register_widens_for_ended_licenses_alone() -> None:
    changed = rows(SCOPE, replace(SCOPE, public_after_end=30))
    assert {(row.key, row.ended, row.direction) for row in changed} == {
        (key, True, Direction.WIDENS) for key in ("status", "number", "issuer")
    }


def test_another_sector_changes_who_oversees() -> None:
    changed = told(SCOPE, replace(SCOPE, sector="health"))
    assert {basis for _, basis, *_ in changed} == {Basis.OVERSIGHT}
    assert {direction for *_, direction in changed} == {Direction.WIDENS, Direction.NARROWS}


@pytest.mark.parametrize(
    ("before", "after", "direction"),
    [
        (Mask.ALL, Mask.YEAR, Direction.WIDENS),
        (Mask.IDENTITY_NUMBER_PUBLIC, Mask.IDENTITY_NUMBER_PARTNER, Direction.WIDENS),
        (Mask.IDENTITY_NUMBER_PARTNER, Mask.IDENTITY_NUMBER_PUBLIC, Direction.NARROWS),
        (Mask.YEAR, Mask.KEEP_LAST, Direction.WIDENS),
        (Mask.ADDRESS, Mask.ALL, Direction.NARROWS),
    ],
)
def test_a_mask_that_shows_anything_new_widens(
    before: Mask, after: Mask, direction: Direction
) -> None:
    old = bent(SCOPE, "scope", disclosure=Disclosure.MASKED, mask=before)
    changed = rows(old, bent(old, "scope", mask=after))
    assert {row.direction for row in changed if row.basis is Basis.PUBLIC} == {direction}


def test_a_mask_that_keeps_more_widens() -> None:
    old = bent(SCOPE, "scope", disclosure=Disclosure.MASKED, mask=Mask.KEEP_LAST)
    assert widening(rows(old, bent(old, "scope", keep=6)))
    assert not widening(rows(old, bent(old, "scope", keep=2)))


def test_a_new_field_is_listed_where_it_is_seen_and_widens_nothing() -> None:
    added = rows(SCOPE, entry(field("scope"), field("note", subject=Subject.OTHER)))
    assert {(row.key, row.direction, row.before) for row in added} == {
        ("note", Direction.ADDED, None)
    }
    assert {row.basis for row in added} == {Basis.ISSUER, Basis.OVERSIGHT, Basis.REQUEST}


def test_the_first_revision_adds_all() -> None:
    assert {row.direction for row in rows(None, SCOPE)} == {Direction.ADDED}
    assert {row.key for row in rows(None, SCOPE)} == set(SCOPE.by_key)


def test_a_dropped_field_keeps_its_policy_but_not_its_entrys() -> None:
    assert rows(SCOPE, without(SCOPE, ["scope"])) == ()
    opened = without(replace(SCOPE, legal_basis="secrets-law"), ["scope"])
    strict = bent(replace(SCOPE, **EXEMPT), "scope", sharing=Sharing.UNCONDITIONAL)
    keys = {row.key for row in widening(rows(strict, opened))}
    assert "scope" in keys


def test_announces_what_widens_only_later() -> None:
    ending = replace(PRIVATE, until=TODAY + timedelta(days=30))
    old = bent(SCOPE, "scope", **EXEMPT)
    changed = widening(rows(old, bent(old, "scope", exemption=ending)))
    assert {row.since for row in changed} == {TODAY + timedelta(days=31)}


def test_announces_what_narrows_when_a_provision_lapses() -> None:
    old = bent(SCOPE, "scope", disclosure=Disclosure.FULL)
    changed = rows(old, bent(old, "scope", legal_basis="short-law"))
    assert {(row.direction, row.since) for row in changed} == {(Direction.NARROWS, TOMORROW)}


def test_misses_no_widening() -> None:
    """Whatever question is answered more widely under a new revision, the difference warns."""
    found = 0
    for seed, asked in enumerate(questions(20260520, 3000)):
        case = asked.case
        other = replace(case, entry=_redrawn(case.entry, Random(seed)))
        field = other.entry.by_key[asked.field.key]
        before = decide(case, asked.standings, asked.field, asked.ordinal)
        after = decide(other, asked.standings, field, asked.ordinal)
        if _rank(after) > _rank(before):
            found += 1
            assert widening(difference(case.entry, other.entry, case.law, case.asker.today))
    assert found > 60


def _rank(decision: Decision | None) -> int:
    ranks = {Outcome.WITHHELD: 0, Outcome.MASKED: 1, Outcome.GRANTED: 2}
    return 0 if decision is None else ranks[decision.outcome]


def _redrawn(old: Entry, random: Random) -> Entry:
    """Draw an entry anew and take one part of what it says into the old one."""
    drawn = StandingDice(random).entry()
    parts = random.sample(("sharing", "exemption", "legal_basis", "public_after_end"), 1)
    fields = tuple(
        new if random.random() < 0.3 else was
        for was, new in zip(old.fields, drawn.fields, strict=True)
    )
    return replace(old, fields=fields, **{part: getattr(drawn, part) for part in parts})
