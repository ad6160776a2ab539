"""Make up the licenses of the sample province, as a stream: one seed, one province."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from hub.policy.codes import make_identifier
from hub.policy.entry import Entry
from hub.policy.numbering import numbering
from hub.policy.terms import HolderKind, Subject
from hub.sample.files import (
    FOUNDED,
    REVISED,
    Landmark,
    landmarks,
    load_entries,
    load_organizations,
    load_people,
    load_values,
)
from hub.sample.holders import Holder, adult, child, known, organization
from hub.sample.numbers import REGION
from hub.sample.values import Draw, draw_face, makers

Record = dict[str, Any]
"""One license in the record form of the hub."""

Days = tuple[date, date]
"""From the first day to the day after the last."""

_ALL_DAYS = date(2016, 1, 1), date(2026, 11, 1)
_MOST_HOLDERS = 1_900_000
"""After so many holders the same ones come again; joint owners are drawn from behind them."""

_VALUES = load_values()
_ORGANIZATIONS = {body.code: body for body in load_organizations()}
_BUREAUS = {
    (body.sector, body.region): body.code
    for body in _ORGANIZATIONS.values()
    if body.sector and body.successor is None
}
_ISSUERS = {entry.code: frozenset(entry.issuers) for entry, _ in load_entries()}


def people(seed: int, n: int) -> Iterator[Holder]:
    """Make up the first n grown-ups of a seed."""
    return (adult(seed, number) for number in range(n))


def companies(seed: int, n: int) -> Iterator[Holder]:
    """Make up the first n companies of a seed."""
    return (organization(seed, number) for number in range(n))


def licenses(
    entry: Entry, seed: int, count: int, *, revision: int | None = None, first: int = 1
) -> Iterator[Record]:
    """Make up licenses of an entry, from a serial on, issued while the revision was in force."""
    press = _Press(entry, seed, revision)
    since, until = _days(revision)
    for number in range(first, first + count):
        holders = _holders(entry, seed, number)
        issued = since + timedelta(press.draw.below((until - since).days))
        issuer = issuer_of(entry, holders[0].city.region)
        yield press.license(number, holders, issued, issuer, press.until(issued))


def landmark_licenses() -> Iterator[tuple[Landmark, Record]]:
    """Make up the licenses at fixed places; they are the same under every seed."""
    entries = {(entry.code, order): entry for entry, order in load_entries()}
    current = {entry.code: entry for entry in entries.values()}
    known_people = load_people()
    for landmark in landmarks().values():
        stated = landmark.revision
        entry = entries[landmark.entry, stated] if stated else current[landmark.entry]
        region = _ORGANIZATIONS[landmark.issuer].region
        holders = [known(known_people[key], region) for key in landmark.holders]
        yield landmark, _placed(_Press(entry, 0, stated), landmark, holders)


def _placed(press: "_Press", landmark: Landmark, holders: Sequence[Holder]) -> Record:
    press.draw = Draw(0, landmark.name)
    until = landmark.valid_until.isoformat() if landmark.valid_until else None
    number = int(landmark.serial[-8:])
    record = press.license(number, holders, landmark.issued_on, landmark.issuer, until)
    return record | ({"origin": landmark.origin} if landmark.origin else {})


def issuer_of(entry: Entry, region: str) -> str:
    """Return who issues an entry's licenses in a city: its bureau, or else the province."""
    bureau = _BUREAUS.get((entry.sector, region))
    return bureau if bureau in _ISSUERS[entry.code] else entry.issuers[0]


class _Press:
    """What is settled once for all licenses of one entry."""

    def __init__(self, entry: Entry, seed: int, revision: int | None) -> None:
        self.draw = Draw(seed, f"{entry.code}/{revision}")
        self._entry = entry
        self._numbering = numbering(entry.numbering)
        self._face = makers(entry, Subject.LICENSE)
        self._own = makers(entry, Subject.HOLDER)
        self._extra: Record = {} if revision is None else {"revision": revision}
        self._sources = {field.key: field.source for field in entry.fields if field.source}

    def until(self, issued: date) -> str | None:
        """Return the last day of a license issued on a day, if it has an end."""
        years = _VALUES.terms.get(self._entry.code)
        return (issued + timedelta(int(365.2425 * years))).isoformat() if years else None

    def license(
        self, number: int, holders: Sequence[Holder], issued: date, issuer: str, until: str | None
    ) -> Record:
        """Write one license in the record form."""
        serial = f"{REGION}2026{number:08}"
        region = _ORGANIZATIONS[issuer].region
        identifier = str(make_identifier(self._entry.type_code, issuer, serial))
        day = issued.isoformat()
        joint = len(holders) > 1
        self.draw.begin(holders[0], issued, joint=joint)
        face = draw_face(self.draw, self._face)
        return {
            "entry": self._entry.code,
            "issuer": issuer,
            "serial": serial,
            "version": 1,
            "identifier": identifier,
            "number": self._numbering.make(region=region, year=issued.year, serial=number),
            "issued_on": day,
            "valid_from": day,
            "valid_until": until,
            "region": region,
            "origin": "STOCK" if issued < FOUNDED else "BORN_DIGITAL",
            "digest": sha256(identifier.encode()).hexdigest(),
            "holders": [self._draw_holder(holder, issued, joint=joint) for holder in holders],
            "face": face,
            "sources": {key: source for key, source in self._sources.items() if key in face},
            **self._extra,
        }

    def _draw_holder(self, holder: Holder, issued: date, *, joint: bool) -> Record:
        self.draw.begin(holder, issued, joint=joint)
        own = draw_face(self.draw, self._own)
        code_type, code, name = holder.code_type, holder.code, holder.name
        return {"code_type": code_type, "code": code, "name": name, "fields": own}


def _days(revision: int | None) -> Days:
    if revision is None:
        return _ALL_DAYS
    return (FOUNDED, REVISED) if revision == 1 else (REVISED, _ALL_DAYS[1])


def _holders(entry: Entry, seed: int, number: int) -> Sequence[Holder]:
    """Return who holds the license of a number; a third of either kind are organizations."""
    kind, nth = entry.holder_kind, number % _MOST_HOLDERS
    if kind is HolderKind.LEGAL or (kind is HolderKind.EITHER and nth % 3 == 0):
        kinds = _VALUES.kinds.get(entry.code, ("91",))
        return (organization(seed, nth, kinds[nth % len(kinds)]),)
    if entry.code == "birth-certificate":
        return (child(seed, nth),)
    if kind is HolderKind.NATURAL and entry.max_holders > 1:
        return adult(seed, nth, male=True), adult(seed, nth + 1, male=False)
    if entry.max_holders > 1 and nth % 4 == 0:
        return adult(seed, nth), adult(seed, nth + _MOST_HOLDERS)
    return (adult(seed, nth),)
