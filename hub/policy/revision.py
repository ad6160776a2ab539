"""Name what a policy says at one time: the provisions it cites, what stands of it, its hash."""

from collections.abc import Iterator, Sequence
from hashlib import sha256

import msgspec
from msgspec.structs import replace

from hub.policy.entry import Entry, Field, Law
from hub.policy.law import MEASURES

_DIGITS = 16


def cited(entry: Entry) -> frozenset[str]:
    """Return the code of every legal basis that an entry names."""
    return frozenset(_cited(entry))


def _cited(entry: Entry) -> Iterator[str]:
    yield entry.legal_basis
    if entry.exemption is not None:
        yield entry.exemption.legal_basis
    for field in entry.fields:
        if field.legal_basis is not None:
            yield field.legal_basis
        if field.exemption is not None:
            yield field.exemption.legal_basis


def standing_policy(revisions: Sequence[Entry]) -> Entry:
    """Return the policy for every license of an entry: its latest revision, and what it dropped.

    A license keeps the shape of the revision it was made under, so a field dropped since is still
    read, under the last policy it had. The revisions come oldest first, those once in force only.
    """
    latest = revisions[-1]
    dropped: dict[str, Field] = {}
    for revision in revisions[:-1]:
        dropped |= revision.by_key
    kept = tuple(field for key, field in dropped.items() if key not in latest.by_key)
    return replace(latest, fields=latest.fields + kept)


def policy_revision(rulebook_version: str, entry: Entry, law: Law) -> str:
    """Return the short hash that every decision names: rulebook, entry, and provisions in time."""
    provisions = [law.get(code) for code in sorted(cited(entry) | MEASURES.keys())]
    return _hash((rulebook_version, entry, provisions))[:_DIGITS]


def digest(entry: Entry) -> str:
    """Return the hash of what a revision says, by which a reviewer names what was reviewed."""
    return _hash(entry)


def _hash(said: object) -> str:
    return sha256(msgspec.json.encode(said, order="deterministic")).hexdigest()
