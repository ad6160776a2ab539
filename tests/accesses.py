"""Plain data of access requests, in every state and form, and of what holders answered to them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random
from uuid import UUID, uuid5

from hub.authorizations.consents.terms import ConsentState
from hub.authorizations.requests.terms import RequestState
from hub.policy.terms import Form
from tests.actors import BANK, GOVERNMENT, LI
from tests.papers import DAY, MOMENT, STOPS, Paper
from tests.scenarios import CASE, OTHER_CASE

SPACE = UUID(int=15_1)
FULL, MASKED = Form.FULL, Form.MASKED


@dataclass(frozen=True)
class Access:
    """An access request as plain data."""

    name: str
    matters: tuple[str, ...]
    forms: Mapping[str, Form]
    entry: str = "permit"
    organization: str = BANK
    scenario: str = "credit"
    legal_basis: str = "food-safety-law"
    valid_from: datetime = MOMENT - 20 * DAY
    valid_until: datetime = MOMENT + 20 * DAY
    quota: int | None = None
    used: int = 0
    waived: tuple[str, ...] = ()
    waiver_basis: str | None = None
    countersigned: bool = False
    state: RequestState = RequestState.APPROVED
    given_at: datetime = MOMENT - 20 * DAY

    @property
    def id(self) -> UUID:
        """Return its id."""
        return uuid5(SPACE, self.name)


def _forms(full: str, masked: str = "") -> dict[str, Form]:
    return dict.fromkeys(full.split(), FULL) | dict.fromkeys(masked.split(), MASKED)


OPEN, RENEW = ("credit-opening",), ("credit-renewal",)
WAIVE = ("credit-waiving",)
GOOD = (
    Access("face", OPEN, _forms("capital phone holder_name health", "account")),
    Access("more", OPEN, _forms("term picture home holder_code", "seats mail opened_on")),
    Access("same", OPEN, _forms("account seats", "capital phone"), given_at=MOMENT - 19 * DAY),
    Access("free", ("credit-opening", "credit-auditing"), _forms("duty witness", "premises")),
    Access("second", ("credit-auditing",), _forms("capital term"), "quiet"),
    Access("exempt", OPEN, _forms("dossier recipe until_today formerly inspector shown_once")),
    Access("private", OPEN, _forms("number phone capital", "health holder_name"), "private"),
    Access("privately", OPEN, _forms("status duty"), "private"),
    Access("quiet", OPEN, _forms("account holder_name mail", "phone"), "quiet", quota=500),
    Access("closed", OPEN, _forms("number capital"), "closed"),
    Access("withdrawn", OPEN, _forms("number capital"), "withdrawn"),
)
"""Approved and running."""

FAULTY = (
    Access("asked", RENEW, _forms("capital"), state=RequestState.SUBMITTED),
    Access("refused", RENEW, _forms("account"), state=RequestState.REFUSED),
    Access("suspended", RENEW, _forms("term"), state=RequestState.SUSPENDED),
    Access("ended", RENEW, _forms("phone"), state=RequestState.ENDED),
    Access("expired", RENEW, _forms("home"), valid_until=MOMENT - DAY),
    Access("just expired", RENEW, _forms("mail"), valid_until=MOMENT),
    Access("just begun", RENEW, _forms("holder_name"), valid_from=MOMENT),
    Access("not begun", RENEW, _forms("holder_code"), valid_from=MOMENT + DAY),
    Access("on lapsed law", RENEW, _forms("seats"), legal_basis="lapsed-law"),
    Access("on coming law", RENEW, _forms("opened_on"), legal_basis="coming-law"),
    Access("used up", RENEW, _forms("health"), quota=2, used=2),
    Access("last of quota", RENEW, _forms("picture"), quota=2, used=1),
    Access("of a retired scenario", ("pawning-old",), _forms("capital"), scenario="pawning"),
    Access("of a scenario to come", ("credit-opening",), _forms("term grade"), scenario="loan-b"),
    Access(
        "of a government", ("licensing-accepting",), _forms("phone term", "account"),
        organization=GOVERNMENT, scenario="licensing",
    ),
    Access("of another bank", OPEN, _forms("grade fax"), organization=GOVERNMENT),
)  # fmt: skip
"""Most of them carry nothing, or carry it for somebody else; the edges are among them."""


def _waiver(name: str, full: str, masked: str, basis: str, *, signed: bool = True) -> Access:
    fields = (full + " " + masked).split()
    return Access(
        name, WAIVE, _forms(full, masked), waived=tuple(fields), waiver_basis=basis,
        countersigned=signed,
    )  # fmt: skip


WAIVERS = (
    _waiver("by law", "phone inspector", "capital", "food-safety-law"),
    _waiver("by regulation", "holder_code health", "", "market-regulation"),
    _waiver("by rule", "term", "home", "market-rule"),
    _waiver("by what lapsed", "mail", "", "lapsed-regulation"),
    _waiver("unsigned", "account picture", "", "food-safety-law", signed=False),
    Access(
        "waived in part", WAIVE, _forms("seats opened_on grade"), waived=("seats",),
        waiver_basis="food-safety-law", countersigned=True,
    ),
)  # fmt: skip
ACCESSES = (*GOOD, *FAULTY, *WAIVERS)


@dataclass(frozen=True)
class Answer:
    """What one holder answered about one license, as plain data."""

    id: UUID
    access: Access
    paper: Paper
    by: str
    fields: tuple[str, ...]
    separate: tuple[str, ...]
    before: bool
    """Whether it was given before anything happened to the license."""
    case_number: str = CASE
    state: ConsentState = ConsentState.GIVEN
    valid_until: datetime = MOMENT + DAY

    @property
    def ordinal(self) -> int:
        """Return the place that the holder had then."""
        holders = self.paper.holders if self.before else self.paper.now_held_by
        return holders.index(self.by) + 1

    @property
    def stopped(self) -> bool:
        """Tell whether the license was suspended, ended or changed hands since."""
        return self.before and self.paper.kind in STOPS

    def stands(self, case_number: str | None) -> bool:
        """Tell whether it is a consent for a case at the moment of the tests."""
        given = self.state is ConsentState.GIVEN and self.valid_until > MOMENT
        return given and self.case_number == case_number


def answers(made: Iterable[Paper], seed: int = 15) -> list[Answer]:
    """Return what holders answered: much of it in full, and each part now and then otherwise."""
    random = Random(seed)
    by_entry: dict[str, list[Paper]] = {}
    for paper in made:
        by_entry.setdefault(paper.entry, []).append(paper)
    some = [
        answer
        for access in ACCESSES
        if access.name != "second"
        for paper in by_entry[access.entry]
        for before in (True, False)
        for answer in _of_paper(random, access, paper, before=before)
    ]
    return [*some, _of_who_left(by_entry["quiet"])]


def _of_who_left(made: Iterable[Paper]) -> Answer:
    """Let the second of two holders alone consent, and then go on as the only one."""
    (halved,) = (it for it in made if it.kind == "halved")
    (access,) = (it for it in GOOD if it.name == "second")
    keys = tuple(sorted(access.forms))
    return _named(Answer(SPACE, access, halved, LI, keys, keys, before=True), 0)


def _of_paper(random: Random, access: Access, paper: Paper, *, before: bool) -> Iterator[Answer]:
    """Let holders answer: mostly before anything happens, some of them afterwards again."""
    later = paper.kind in STOPS
    if random.random() < (0.35 if before and later else 0.5 if later else 0.1 if before else 0.2):
        return
    if not before and not later:
        return
    for by in paper.holders if before else paper.now_held_by:
        for place, one in enumerate(_of_holder(random, access, paper, by, before=before)):
            yield _named(one, place)


def _named(answer: Answer, place: int) -> Answer:
    told = (answer.access.name, answer.paper.number, answer.by, answer.before, place)
    return _changed(answer, id=uuid5(SPACE, str(told)))


def _changed(answer: Answer, **changes: object) -> Answer:
    return Answer(**(answer.__dict__ | changes))


def _of_holder(
    random: Random, access: Access, paper: Paper, by: str, *, before: bool
) -> Iterator[Answer]:
    keys = tuple(sorted(access.forms))
    half = keys[: (len(keys) + 1) // 2]
    whole = Answer(SPACE, access, paper, by, keys, keys, before)
    faulty = (
        {"state": ConsentState.REFUSED},
        {"state": ConsentState.WITHDRAWN},
        {"valid_until": MOMENT},
        {"case_number": OTHER_CASE},
    )
    match random.randrange(14):
        case 0:
            return
        case 1 | 2:
            yield _changed(whole, separate=())
        case 3 | 4:  # two that add up
            yield _changed(whole, fields=half, separate=half)
            yield _changed(whole, fields=keys[-3:], separate=keys[-1:])
        case 5:
            yield _changed(whole, fields=half, separate=half[:1])
        case 6 | 7 | 8:
            yield _changed(whole, **random.choice(faulty))
        case _:
            yield whole
