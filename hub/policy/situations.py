"""Set up one caller of each kind before a license, to compare two policies by cases."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

import msgspec

from hub.policy.case import Case
from hub.policy.entry import Entry, Law, LegalBasis
from hub.policy.facts import (
    Asker,
    Consent,
    Delegation,
    Grant,
    Issued,
    LicenseFacts,
    Oversight,
    Own,
    Presentation,
    Public,
    Purpose,
    Request,
    Standing,
    Waiver,
)
from hub.policy.terms import Form, LawKind, LicenseStatus, SharingState, Subject


class Manner(StrEnum):
    """What distinguishes two callers who come by the same basis."""

    PLAIN = "PLAIN"
    OTHER_HOLDER = "OTHER_HOLDER"
    NAMED = "NAMED"
    LISTED = "LISTED"
    NOT_LISTED = "NOT_LISTED"
    SEPARATE_CONSENT = "SEPARATE_CONSENT"
    BUNDLED_CONSENT = "BUNDLED_CONSENT"
    MASKED_FORM = "MASKED_FORM"
    WAIVED = "WAIVED"
    NO_CONSENT = "NO_CONSENT"
    NOT_LISTED_NO_CONSENT = "NOT_LISTED_NO_CONSENT"


class Situation(msgspec.Struct, frozen=True):
    """One field of one license before one caller on one day."""

    key: str
    manner: Manner
    standing: Standing
    ordinal: int
    assurance: int
    license: LicenseFacts
    law: Law
    day: date

    @property
    def ended(self) -> bool:
        """Tell whether the license has ended."""
        return self.license.status.ended

    def case(self, entry: Entry) -> Case:
        """Bring an entry's policy before the rulebook."""
        moment = datetime.combine(self.day, time(12), UTC)
        asker = Asker(self.assurance, moment, self.day, _PURPOSE, for_organization=True)
        return Case(entry, SharingState.OPEN, self.law, self.license, asker)


_SCENARIO, _MATTER, _REFERENCE = "scenario", "matter", "reference"
_PURPOSE = Purpose(cause="difference", scenario=_SCENARIO, matter=_MATTER, case_number=_REFERENCE)
_STATUTE = LegalBasis("", "", "", LawKind.LAW, date.min)  # what representative requests rest on
_EVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
_LEVELS = range(4)
_SECOND = 2


def situations(old: Entry | None, new: Entry, law: Law, day: date) -> Iterator[Situation]:
    """Set up every kind of caller, assurance and license before each field, on one day."""
    entries = [entry for entry in (old, new) if entry is not None]
    keys = frozenset(new.by_key)
    law = {**law, _STATUTE.code: _STATUTE}
    for field in new.fields:
        callers = list(_callers(field.key, keys, field.subject, entries))
        for shown in _licenses(entries, day):
            for manner, standing, ordinal in callers:
                for level in _LEVELS:
                    yield Situation(field.key, manner, standing, ordinal, level, shown, law, day)


def _licenses(entries: Iterable[Entry], day: date) -> Iterator[LicenseFacts]:
    """Show a license in force, and one that ended so long ago that few registers keep it."""
    holders = min(_SECOND, max(entry.max_holders for entry in entries))
    longest = max(entry.public_after_end for entry in entries)
    yield LicenseFacts(holders=holders)
    ended_on = day - timedelta(days=longest)
    yield LicenseFacts(LicenseStatus.CANCELLED, holders=holders, ended_on=ended_on)


_Caller = tuple[Manner, Standing, int]


def _callers(
    key: str, keys: frozenset[str], subject: Subject, entries: Iterable[Entry]
) -> Iterator[_Caller]:
    yield Manner.PLAIN, Own(), 1
    if subject is Subject.HOLDER and any(entry.max_holders > 1 for entry in entries):
        yield Manner.OTHER_HOLDER, Own(), _SECOND
    yield Manner.PLAIN, Issued(), 1
    yield Manner.PLAIN, Public(), 1
    for sector in sorted({entry.sector for entry in entries}):
        yield Manner.PLAIN, _overseer(sector), 1
    yield Manner.NAMED, _overseer(None, frozenset({key})), 1
    for manner, fields in ((Manner.LISTED, keys), (Manner.NOT_LISTED, keys - {key})):
        yield manner, _grant(fields), 1
        yield manner, _delegation(fields), 1
        yield manner, _presentation(fields), 1
    yield from ((manner, request, 1) for manner, request in _requests(key, keys))


def _overseer(sector: str | None, named: frozenset[str] = frozenset()) -> Oversight:
    return Oversight(id="", reference=_REFERENCE, sector=sector, named=named)


def _grant(fields: frozenset[str]) -> Grant:
    return Grant(id="", given_at=_EVER[0], valid_from=_EVER[0], valid_until=_EVER[1], fields=fields)


def _delegation(fields: frozenset[str]) -> Delegation:
    return Delegation(
        id="",
        given_at=_EVER[0],
        valid_from=_EVER[0],
        valid_until=_EVER[1],
        matter=_MATTER,
        fields=fields,
        materials=fields,
    )


def _presentation(fields: frozenset[str]) -> Presentation:
    return Presentation(
        id="",
        given_at=_EVER[0],
        valid_from=_EVER[0],
        valid_until=_EVER[1],
        scenario=_SCENARIO,
        fields=fields,
        listed=fields,
    )


def _requests(key: str, keys: frozenset[str]) -> Iterator[tuple[Manner, Request]]:
    full, masked = dict.fromkeys(keys, Form.FULL), dict.fromkeys(keys, Form.MASKED)
    others = dict.fromkeys(keys - {key}, Form.FULL)
    ticked, bundled = _consents(Consent(keys, keys)), _consents(Consent(keys))
    waiver = Waiver(keys, _STATUTE.code, countersigned=True)
    yield Manner.SEPARATE_CONSENT, _request(full, ticked)
    yield Manner.BUNDLED_CONSENT, _request(full, bundled)
    yield Manner.MASKED_FORM, _request(masked, ticked)
    yield Manner.WAIVED, _request(full, {}, waiver)
    yield Manner.NO_CONSENT, _request(full, {})
    yield Manner.NOT_LISTED, _request(others, ticked)
    yield Manner.NOT_LISTED_NO_CONSENT, _request(others, {}, waiver)


def _consents(consent: Consent) -> Mapping[int, Consent]:
    return {1: consent, _SECOND: consent}


def _request(
    forms: Mapping[str, Form], consents: Mapping[int, Consent], waiver: Waiver | None = None
) -> Request:
    return Request(
        id="",
        given_at=_EVER[0],
        valid_from=_EVER[0],
        valid_until=_EVER[1],
        scenario=_SCENARIO,
        matters=frozenset({_MATTER}),
        forms=forms,
        legal_basis=_STATUTE.code,
        consents=consents,
        waiver=waiver,
    )
