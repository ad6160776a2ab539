"""Read what the sample province is made of: entries, law, organizations, people, scenarios."""

from collections import defaultdict
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec
import yaml

from hub.authorizations.scenarios.wishes import RegisterScenario
from hub.identity.terms import Level, OrganizationKind, Role
from hub.policy.entry import Entry, LegalBasis

FOUNDED = date(2026, 1, 5)
"""The day the first revisions came in force; two legal bases they rest on have lapsed since."""

REVISED = date(2026, 3, 2)
"""The day the second revisions came in force."""

_DATA = Path(__file__).parent / "data"
_T = TypeVar("_T")

Raw = dict[str, Any]


class Organization(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An organization of the sample province, or a partner enterprise."""

    code: str
    zh: str
    en: str
    kind: OrganizationKind
    level: Level
    region: str
    sector: str | None = None
    parent: str | None = None
    designated_body: str | None = None
    """The body designated for electronic licenses (art. 26); a few have none, to be found."""
    successor: str | None = None
    succeeded_on: date | None = None


class Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A made-up holder, natural or legal, that some page of the documentation speaks of."""

    key: str
    zh: str
    en: str
    code_type: str = "111"
    code: str
    former_code: str | None = None
    """The number before it was corrected."""
    guardian: str | None = None
    """Key of the person who stands for this child."""
    agent: str | None = None
    """Key of the person who acts for this organization."""
    former_agent: str | None = None
    died_on: date | None = None
    dissolved_on: date | None = None


class Persona(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Somebody to sign in as: a person, an official at a desk, or a client of an organization."""

    key: str
    subject: str
    zh: str
    en: str
    acr: int = 0
    organization: str | None = None
    roles: tuple[Role, ...] = ()
    client: bool = False
    holder: str | None = None
    """The holder code of the person who signs in."""
    represents: tuple[str, ...] = ()
    """Holder codes for which the person acts as agent or guardian."""


class Landmark(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A license at a fixed place in every province, that docs and tests address by name."""

    name: str
    zh: str
    en: str
    entry: str
    issuer: str
    serial: str
    holders: tuple[str, ...]
    """Keys of the people who hold it."""
    issued_on: date
    valid_until: date | None = None
    revision: int | None = None
    """The revision it was made under, where that is not the current one."""
    origin: Literal["STOCK", "PAPER"] | None = None
    """Where the record came from, if not from the day it was issued on."""
    events: tuple[str, ...] = ()


class SampleScenario(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an organization uses licenses for, and the persona who registers it."""

    by: str
    scenario: RegisterScenario


class City(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A city or prefecture with the counties and districts in which the sample places people."""

    region: str
    zh: str
    counties: tuple[str, ...]


class Values(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The words and figures of which the face of a made-up license is drawn."""

    terms: dict[str, int]
    weights: dict[str, int]
    kinds: dict[str, tuple[str, ...]]
    trades: tuple[str, ...]
    words: tuple[str, ...]
    surnames: tuple[str, ...]
    given: tuple[str, ...]
    choices: dict[str, tuple[str | tuple[str, ...], ...]]
    figures: dict[str, tuple[int, int, int]]
    patterns: dict[str, str]


def load_entries() -> list[tuple[Entry, int]]:
    """Return every entry with the order of its revision, the earlier revisions first."""
    return list(_entries())


@cache
def _entries() -> tuple[tuple[Entry, int], ...]:
    presets = _read("metadata.yaml")
    bureaus = _bureaus()
    files = sorted((_DATA / "entries").glob("*.yaml"), key=_revision_order)
    latest: dict[str, int] = {}
    entries = []
    for file in files:
        entry = _entry(yaml.safe_load(file.read_text("utf-8")), presets, bureaus)
        latest[entry.code] = latest.get(entry.code, 0) + 1
        entries.append((entry, latest[entry.code]))
    return tuple(entries)


def _revision_order(file: Path) -> tuple[str, bool, str]:
    code, _, revision = file.stem.partition(".")
    return code, not revision, revision


def _entry(raw: Raw, presets: dict[str, list[Raw]], bureaus: dict[str, list[str]]) -> Entry:
    """Complete an entry by the metadata fields and the issuers that it names in one word.

    What the entry restates of a metadata field goes before.
    """
    own = {field["key"]: field for field in raw["fields"]}
    metadata = [field | own.pop(field["key"], {}) for field in presets[raw.pop("metadata")]]
    named = {"owner": [raw["owner"]], "bureaus": bureaus.get(raw["sector"], [])}
    issuers = raw["issuers"] if isinstance(raw["issuers"], list) else named[raw["issuers"]]
    said = {"fields": [*metadata, *own.values()], "issuers": issuers}
    return msgspec.convert(raw | said, Entry)


def _bureaus() -> dict[str, list[str]]:
    """Return the bureaus of cities and counties by sector, those succeeded to left out."""
    bureaus = defaultdict(list)
    for body in load_organizations():
        if body.sector and body.level is not Level.PROVINCE and body.successor is None:
            bureaus[body.sector].append(body.code)
    return bureaus


def current_entries() -> dict[str, Entry]:
    """Return the latest revision of every entry by its code."""
    return {entry.code: entry for entry, _ in load_entries()}


def load_law() -> dict[str, LegalBasis]:
    """Return the sample legal bases by their code."""
    return {basis.code: basis for basis in _list("law.yaml", LegalBasis)}


@cache
def load_organizations() -> tuple[Organization, ...]:
    """Return the organizations, each after its parent."""
    return tuple(_list("organizations.yaml", Organization))


@cache
def load_values() -> Values:
    """Return the words and figures for made-up faces."""
    return msgspec.convert(_read("values.yaml"), Values)


def load_cities() -> list[City]:
    """Return the twenty-one cities and prefectures."""
    return _list("cities.yaml", City)


def load_people() -> dict[str, Person]:
    """Return the people by their key."""
    return {person.key: person for person in _section("people", Person)}


def load_personas() -> dict[str, Persona]:
    """Return those to sign in as by their key."""
    return {persona.key: persona for persona in _section("personas", Persona)}


def landmarks() -> dict[str, Landmark]:
    """Return the licenses at fixed places by their name."""
    return {landmark.name: landmark for landmark in _list("landmarks.yaml", Landmark)}


def load_scenarios() -> list[SampleScenario]:
    """Return what the sample organizations use licenses for."""
    return _list("scenarios.yaml", SampleScenario)


def _list(name: str, kind: type[_T]) -> list[_T]:
    return msgspec.convert(_read(name), list[kind])  # type: ignore[valid-type]  # a type made at run time


def _section(name: str, kind: type[_T]) -> list[_T]:
    return msgspec.convert(_read("people.yaml")[name], list[kind])  # type: ignore[valid-type]  # as above


@cache
def _read(name: str) -> Any:  # noqa: ANN401 - the shape is checked by whoever converts it
    return yaml.safe_load((_DATA / name).read_text("utf-8"))
