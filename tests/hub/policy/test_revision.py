"""A policy revision changes with what it is made from, and with nothing else."""

from datetime import date

from msgspec.structs import replace

from hub.policy.entry import Exemption
from hub.policy.revision import cited, digest, policy_revision, standing_policy
from hub.policy.terms import Ground, Sharing
from tests.entries import LAW, TODAY, bent, entry, field


def test_cites_every_basis_once() -> None:
    secret = Exemption(Ground.PRIVACY, "secrets-law")
    said = entry(field("scope", sharing=Sharing.EXEMPT, exemption=secret, legal_basis="short-law"))
    assert cited(said) == {"food-safety-law", "secrets-law", "short-law"}


def test_is_the_same_for_the_same_policy() -> None:
    others = {code: LAW[code] for code in reversed(LAW)}
    assert policy_revision("1", entry(), LAW) == policy_revision("1", entry(), others)


def test_changes_with_rulebook_entry_and_cited_basis() -> None:
    lapsing = replace(LAW["food-safety-law"], in_force_until=TODAY)
    named = {
        policy_revision("1", entry(), LAW),
        policy_revision("2", entry(), LAW),
        policy_revision("1", entry(field("scope")), LAW),
        policy_revision("1", entry(), LAW | {"food-safety-law": lapsing}),
    }
    assert len(named) == 4


def test_stays_when_a_basis_it_does_not_cite_changes() -> None:
    other = replace(LAW["secrets-law"], in_force_until=date(2030, 1, 1))
    law = LAW | {"secrets-law": other}
    assert policy_revision("1", entry(), law) == policy_revision("1", entry(), LAW)


def test_tells_two_revisions_apart() -> None:
    assert digest(entry()) == digest(entry())
    assert digest(entry()) != digest(bent(entry(), "holder_name", keep=2))


def test_a_dropped_field_keeps_its_last_policy() -> None:
    first, second = entry(field("scope", keep=1)), entry(field("scope", keep=2))
    latest = entry(field("note"), public_after_end=30)
    policy = standing_policy((first, second, latest))
    assert policy.public_after_end == 30
    assert policy.by_key["scope"].keep == 2
    assert policy.fields[:-1] == latest.fields
