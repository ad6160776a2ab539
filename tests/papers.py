"""Plain data of a small province: entries of every policy, licenses in every state, and grants."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from msgspec.structs import replace

from hub.policy.entry import Entry, Exemption, Field
from hub.policy.states import LicenseState
from hub.policy.terms import (
    Classification,
    Disclosure,
    FieldType,
    Form,
    Ground,
    LicenseStatus,
    Mask,
    Sharing,
    SharingState,
    Subject,
)
from tests.actors import CHILD, CITY, COMPANY, LI, ZHANG
from tests.entries import OWNER, bent, entry
from tests.entries import field as plain
from tests.hub.aggregation.permits import PIXEL

MOMENT = datetime(2026, 5, 20, 1, 0, tzinfo=UTC)
TODAY = date(2026, 5, 20)
DAY = timedelta(days=1)

OPEN_DATA = {"classification": Classification.PUBLIC, "sharing": Sharing.UNCONDITIONAL}
SENSITIVE = {"classification": Classification.SENSITIVE_PERSONAL}
PERSONAL = {"classification": Classification.PERSONAL}
OWN = {"subject": Subject.HOLDER}
FULL, BY_MASK = {"disclosure": Disclosure.FULL}, {"disclosure": Disclosure.MASKED}
BY_DEFAULT = {"default_form": Form.MASKED}


def exempt(ground: Ground, law: str = "secrets-law", until: date | None = None) -> dict[str, Any]:
    """Exempt a field."""
    return {"sharing": Sharing.EXEMPT, "exemption": Exemption(ground, law, until)}


FACE: tuple[Field, ...] = (
    plain("premises", mask=Mask.ADDRESS, **OPEN_DATA, **FULL),
    plain("scope", type=FieldType.LIST, **OPEN_DATA, **FULL),
    plain("capital", type=FieldType.MONEY, **BY_DEFAULT),
    plain("seats", type=FieldType.NUMBER, mask=Mask.KEEP_LAST, keep=1, **BY_MASK),
    plain("opened_on", type=FieldType.DATE, mask=Mask.ALL, public_mask=Mask.YEAR, **BY_MASK),
    plain("term", type=FieldType.PERIOD, min_assurance=3),
    plain(
        "account",
        classification=Classification.COMMERCIAL,
        mask=Mask.KEEP_LAST,
        keep=4,
        **BY_DEFAULT,
    ),
    plain(
        "dossier", classification=Classification.WORK_SECRET, **exempt(Ground.WORK_SECRET), **FULL
    ),
    plain(
        "recipe",
        classification=Classification.COMMERCIAL,
        **exempt(Ground.COMMERCIAL_SECRET),
        **BY_DEFAULT,
    ),
    plain("health", **SENSITIVE, **exempt(Ground.PRIVACY), **BY_DEFAULT),
    plain("formerly", **exempt(Ground.OTHER_LAW, "lapsed-law"), **FULL),
    plain("until_today", **exempt(Ground.OTHER_LAW, until=TODAY), **FULL),
    plain("shown_once", legal_basis="lapsed-law", **FULL),
    plain("inspector", subject=Subject.OTHER, mask=Mask.PERSON_NAME, **SENSITIVE, **BY_DEFAULT),
    plain("witness", subject=Subject.OTHER, **OPEN_DATA, **FULL),
    plain("picture", type=FieldType.IMAGE, **SENSITIVE),
    plain("phone", mask=Mask.PHONE, **OWN, **SENSITIVE, **BY_DEFAULT),
    plain("duty", **OWN, **OPEN_DATA, **FULL),
    plain("home", mask=Mask.ADDRESS, **OWN, **PERSONAL, **BY_MASK),
    plain("mail", min_assurance=1, **OWN, **PERSONAL),
)
FAX, GRADE = plain("fax", **FULL), plain("grade", **BY_DEFAULT)

_CODE = "11519999MB519000X3{:03}"


def _entry(code: str, number: int, *face: Field, **said: Any) -> Entry:  # noqa: ANN401 - as it is
    made = entry(*FACE, *face, code=code, type_code=_CODE.format(number), issuers=(OWNER, CITY))
    made = replace(made, max_holders=2, public_after_end=30, numbering="{serial:010d}")
    for key, changes in (
        ("valid_until", BY_MASK | {"mask": Mask.YEAR}),
        ("valid_from", FULL),
        ("holder_name", BY_MASK | BY_DEFAULT),
        ("holder_code", BY_MASK | {"public_mask": Mask.IDENTITY_NUMBER_PUBLIC}),
    ):
        made = bent(made, key, **changes)
    return replace(made, **said)


def _quiet(made: Entry) -> Entry:
    hidden = (replace(it, disclosure=Disclosure.NONE) for it in made.fields)
    return replace(made, fields=tuple(hidden))


FIRST = _entry("permit", 1, FAX)
"""The first revision of the permit: the second drops the fax and adds a grade."""
SECOND = _entry("permit", 1, GRADE)
STANDING = replace(SECOND, fields=(*SECOND.fields, FAX))
"""The policy that stands for the permit: the fax keeps its last."""

_PRIVATE = {"sharing": Sharing.EXEMPT, "exemption": Exemption(Ground.PRIVACY, "secrets-law")}
ENTRIES = {
    "permit": SECOND,
    "closed": _entry("closed", 2),
    "withdrawn": _entry("withdrawn", 3),
    "private": _entry("private", 4, **_PRIVATE),
    "quiet": _quiet(_entry("quiet", 5)),
}
SHARING = {"closed": SharingState.CLOSED, "withdrawn": SharingState.WITHDRAWN}
"""Where sharing stands in the end, where it is not open."""

POLICIES = ENTRIES | {"permit": STANDING}

NAMES = {ZHANG: "张三丰", LI: "李清照", COMPANY: "欧阳示例有限公司", CHILD: "王小宝"}


@dataclass
class Paper:
    """A license as plain data, with what becomes of it."""

    number: int
    entry: str
    kind: str
    holders: tuple[str, ...] = (ZHANG,)
    issuer: str = CITY
    valid_from: date = date(2026, 3, 1)
    valid_until: date | None = date(2031, 2, 28)
    status: LicenseStatus = LicenseStatus.IN_FORCE
    ended_on: date | None = None
    event: str | None = None
    revision: int = 1
    region: str = "510100"
    salt: str = ""
    later: tuple[str, ...] | None = None
    """Who holds it after a second version, if it changes hands."""
    shown: dict[str, Any] = field(default_factory=dict)

    @property
    def serial(self) -> str:
        """Return the serial of the license."""
        return f"{self.number:010}"

    @property
    def fields(self) -> dict[str, Field]:
        """Return the fields that the license has, with the policy of today."""
        shape = FIRST if (self.entry, self.revision) == ("permit", 1) else ENTRIES[self.entry]
        return {it.key: POLICIES[self.entry].by_key[it.key] for it in shape.fields}

    @property
    def now_held_by(self) -> tuple[str, ...]:
        """Return who holds it in the end."""
        return self.later or self.holders

    @property
    def state(self) -> LicenseState:
        """Return where it stands on the day of the tests."""
        if self.status.ended:
            return LicenseState(self.status.value)
        if self.valid_until is not None and self.valid_until < TODAY:
            return LicenseState.EXPIRED
        if self.status is LicenseStatus.SUSPENDED:
            return LicenseState.SUSPENDED
        late = self.valid_from > TODAY
        return LicenseState.NOT_YET_VALID if late else LicenseState.IN_FORCE

    def record(self, version: int = 1) -> dict[str, Any]:
        """Return the record that delivers it."""
        holders = self.holders if version == 1 else self.now_held_by
        return {
            "entry": self.entry,
            "issuer": self.issuer,
            "serial": self.serial,
            "version": version,
            "number": self.serial,
            "issued_on": "2026-03-01",
            "valid_from": self.valid_from.isoformat(),
            "valid_until": self.valid_until and self.valid_until.isoformat(),
            "region": self.region,
            "holders": [self._holder(place, code) for place, code in enumerate(holders, 1)],
            "face": self._face(),
        }

    def value(self, key: str, ordinal: int) -> Any:  # noqa: ANN401 - of any type
        """Return the value that a cell was given; None where it was given none."""
        record = self.record(2)
        if key in record:
            return record[key]
        if key in record["face"]:
            return record["face"][key]
        holder = record["holders"][ordinal - 1]
        named = {"holder_name": holder["name"], "holder_code": holder["code"]}
        return (named | holder["fields"]).get(key)

    def _face(self) -> dict[str, Any]:
        number, salt = self.number, self.salt
        face: dict[str, Any] = {
            "premises": f"成都市锦江区示例路{number}号{salt}",
            "scope": [f"热食类{number}{salt}", "冷食类"],
            "capital": {"amount": f"{1000 + number}", "currency": "CNY"},
            "seats": f"{20 + number}",
            "opened_on": f"2020-01-{1 + number % 28:02}",
            "term": {"from": "2026-03-01", "to": None},
            "account": f"6200{number:08}{salt}",
            "inspector": f"赵某{number}{salt}",
            "picture": PIXEL,
        }
        for key in ("dossier", "recipe", "health", "formerly", "until_today", "shown_once"):
            face[key] = f"canary-{key}-{number}{salt}"
        if number % 4:
            face["witness"] = f"见证{number}{salt}"
        if self.entry == "permit":
            key = "fax" if self.revision == 1 else "grade"
            face[key] = f"canary-{key}-{number}{salt}"
        return face

    def _holder(self, place: int, code: str) -> dict[str, Any]:
        number, salt = self.number, self.salt
        own = {
            "phone": f"138{place}{number:07}",
            "duty": f"负责人{place}{salt}",
            "home": f"成都市武侯区样本街{place}{number}号{salt}",
        }
        if place == 1:
            own["mail"] = f"canary{number}{salt}@example.test"
        kind = "001" if code == COMPANY else "111"
        return {"code_type": kind, "code": code, "name": NAMES[code], "fields": own}


KINDS: dict[str, dict[str, Any]] = {
    "plain": {},
    "joint": {"holders": (ZHANG, LI)},
    "other_joint": {"holders": (LI, COMPANY), "issuer": OWNER},
    "company": {"holders": (COMPANY,)},
    "child": {"holders": (CHILD,), "issuer": OWNER},
    "suspended": {"event": "SUSPENDED", "status": LicenseStatus.SUSPENDED},
    "cancelled": {
        "event": "CANCELLED",
        "status": LicenseStatus.CANCELLED,
        "ended_on": date(2026, 5, 10),
        "holders": (ZHANG, LI),
    },
    "revoked": {
        "event": "REVOKED",
        "status": LicenseStatus.REVOKED,
        "ended_on": date(2026, 4, 1),
    },
    "last_day": {"valid_until": TODAY},
    "expired": {"valid_until": TODAY - DAY},
    "long_expired": {"valid_until": date(2026, 4, 1)},
    "edge_of_register": {"valid_until": TODAY - 30 * DAY},
    "to_come": {"valid_from": TODAY + DAY},
    "first_day": {"valid_from": TODAY},
    "sold": {"later": (LI,)},
    "without_end": {"valid_until": None, "region": "510700"},
}
STOPS = frozenset({"suspended", "cancelled", "revoked", "sold", "halved", "shared"})


def papers(salt: str = "") -> list[Paper]:
    """Return every license of the province."""
    made = [
        Paper(number, code, kind, revision=2 if code == "permit" else 1, salt=salt, **said)
        for number, (code, kind, said) in enumerate(_each(), 1)
    ]
    old = [
        Paper(900 + place, "permit", kind, salt=salt, **KINDS[kind])
        for place, kind in enumerate(("plain", "joint", "expired"))
    ]
    return [*old, *made, *_changed(salt)]


def _changed(salt: str) -> list[Paper]:
    """Return licenses with fewer holders, and with more, than when they were given for use."""
    alone, both = (LI,), (ZHANG, LI)
    return [
        Paper(950, "quiet", "halved", both, later=alone, salt=salt),
        Paper(951, "quiet", "shared", alone, later=both, salt=salt),
    ]


def _each() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for code in ENTRIES:
        for kind, said in KINDS.items():
            yield code, kind, said


@dataclass
class Given:
    """A grant as plain data."""

    paper: Paper
    by: str
    fields: tuple[str, ...]
    person: str | None = None
    organization: str | None = None
    valid_from: datetime | None = None
    valid_until: datetime = MOMENT + 30 * DAY
    max_uses: int | None = None
    used: int = 0
    withdrawn: bool = False
    given_at: datetime = MOMENT - 10 * DAY
    id: str = ""

    @property
    def stopped(self) -> bool:
        """Tell whether the license was suspended, ended or changed hands since."""
        return self.paper.kind in STOPS

    @property
    def ordinal(self) -> int:
        """Return the place of the holder who gave it."""
        return self.paper.holders.index(self.by) + 1


NOT_GRANTABLE = frozenset({"dossier", "recipe", "formerly", "until_today", "inspector", "witness"})


def grants(made: list[Paper], bank: str, seed: int = 7) -> list[Given]:
    """Return the grants given before anything happens to the licenses."""
    random = Random(seed)
    found: list[Given] = []
    for paper in made:
        runs = paper.valid_until is None or paper.valid_until >= TODAY - 10 * DAY
        for by in paper.holders if runs else ():
            if by in (ZHANG, LI):
                found += _some(random, paper, by, bank)
    return found


def _some(random: Random, paper: Paper, by: str, bank: str) -> Iterator[Given]:
    possible = sorted(paper.fields.keys() - NOT_GRANTABLE)
    for place in range(random.choice((1, 2, 4, 6))):
        made = Given(paper, by, tuple(random.sample(possible, random.choice((1, 4, 12)))))
        made.given_at = MOMENT - random.choice((10, 11)) * DAY
        if random.random() < 0.5:
            made.organization = bank
        else:
            made.person = random.choice(("friend", "li" if by != LI else "zhang"))
        match random.randrange(8):
            case 0:
                made.valid_from = MOMENT + DAY
            case 1:
                made.valid_until = MOMENT - DAY
            case 2:
                made.valid_until = MOMENT
            case 3:
                made.valid_from = MOMENT
            case 4:
                made.max_uses = 3
                made.used = random.choice((0, 3))
            case 5:
                made.withdrawn = place > 0
        yield made


def event_of(paper: Paper) -> dict[str, Any]:
    """Return the event that happened to a license, as its department delivers it."""
    return {
        "event": paper.event,
        "issuer": paper.issuer,
        "entry": paper.entry,
        "serial": paper.serial,
        "sequence": 1,
        "occurred_on": (paper.ended_on or date(2026, 5, 15)).isoformat(),
        "reason": "示例",
    }
