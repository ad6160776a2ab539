"""The policy page read a second time, as tables: what reaches, what is carried, what is cited."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from hub.policy.case import Case
from hub.policy.entry import Field
from hub.policy.facts import Authorization, Request, Standing
from hub.policy.terms import (
    Basis,
    DecisionCode,
    Disclosure,
    Form,
    Ground,
    Mask,
    Outcome,
    Remedy,
    Subject,
)
from tests.agreement.words import Cell, View

HOLDER, ISSUER, PUBLIC, OVERSIGHT = Basis.HOLDER, Basis.ISSUER, Basis.PUBLIC, Basis.OVERSIGHT
DELEGATION, PRESENTATION = Basis.DELEGATION, Basis.PRESENTATION
REQUEST, GRANT = Basis.REQUEST, Basis.GRANT
FROM_HOLDER = (GRANT, DELEGATION, PRESENTATION)
AUTHORIZED = (*FROM_HOLDER, REQUEST)

GRANTED, MASKED, WITHHELD = Outcome.GRANTED, Outcome.MASKED, Outcome.WITHHELD
Code = DecisionCode


class Ruling(NamedTuple):
    """What the page says of a cell, by the basis that wins."""

    outcome: Outcome
    code: DecisionCode
    basis: Basis
    legal_basis: str | None
    authorization: str | None
    remedy: Remedy
    mask: Mask | None


class Condition(NamedTuple):
    """A row of the first table: without it these bases do not reach the license."""

    bases: tuple[Basis, ...]
    words: str
    holds: Callable[[View], bool]


REACHES = (
    Condition((HOLDER,), "holder, agent, or guardian until then", lambda v: v.guardianship_runs),
    Condition((ISSUER,), "a purpose is stated", lambda v: v.purpose_stated),
    Condition((PUBLIC, *AUTHORIZED), "sharing is open", lambda v: v.sharing_open),
    Condition((PUBLIC,), "a field is disclosed", lambda v: v.anything_disclosed),
    Condition((PUBLIC,), "the first valid day has come", lambda v: v.begun),
    Condition((PUBLIC,), "not ended, or not long ago", lambda v: v.in_register),
    Condition((OVERSIGHT,), "the case number is its reference", lambda v: v.purpose_names_it),
    Condition((OVERSIGHT,), "its sector is none or the entry's", lambda v: v.in_sector),
    Condition((OVERSIGHT,), "its region covers the license's", lambda v: v.in_region),
    Condition(AUTHORIZED, "in its window", lambda v: v.in_window),
    Condition((DELEGATION,), "the purpose names its matter", lambda v: v.purpose_names_it),
    Condition((DELEGATION,), "the caller's assurance is 3", lambda v: v.real_person),
    Condition((PRESENTATION,), "the purpose names its scenario", lambda v: v.purpose_names_it),
    Condition((REQUEST,), "the purpose names scenario and matter", lambda v: v.purpose_names_it),
    Condition((REQUEST,), "quota left", lambda v: v.any_left),
    Condition((REQUEST,), "its legal basis in force", lambda v: v.rests_on_law),
    Condition((REQUEST,), "consent for a listed cell", lambda v: v.consent_somewhere),
    Condition((GRANT,), "uses left", lambda v: v.any_left),
    Condition(
        (GRANT,),
        "a purpose if given to an organization",
        lambda v: v.purpose_stated or not v.purpose_needed,
    ),
)


def always(_: Cell) -> bool:
    """Fit every cell."""
    return True


def more_for_public(cell: Cell) -> Remedy:
    """Name the way to more than the public gets."""
    if cell.field.subject is Subject.OTHER:
        return Remedy.NONE
    if cell.case.asker.for_organization:
        return Remedy.APPLY_FOR_SCENARIO
    return Remedy.ASK_HOLDER if cell.case.asker.assurance else Remedy.RAISE_ASSURANCE


def more_than_exempt(cell: Cell) -> Remedy:
    """Name the way past an exemption: the holder disposes of privacy alone."""
    private = cell.exemption is not None and cell.exemption.ground is Ground.PRIVACY
    return Remedy.ASK_HOLDER if private else Remedy.NONE


class Row(NamedTuple):
    """A row of the second table: the first that fits decides."""

    bases: tuple[Basis, ...]
    words: str
    fits: Callable[[Cell], bool]
    outcome: Outcome
    code: DecisionCode
    remedy: Remedy | Callable[[Cell], Remedy] = Remedy.NONE
    by_waiver: bool = False

    @property
    def name(self) -> str:
        """Name the row by what it is about."""
        return f"{'/'.join(self.bases)}: {self.words} -> {self.outcome} {self.code}"


def lists(form: Form, fits: Callable[[Cell], bool]) -> Callable[[Cell], bool]:
    """Fit what also was approved in a form."""
    return lambda cell: cell.form is form and fits(cell)


TABLE = (
    Row((ISSUER,), "always", always, GRANTED, Code.ISSUED),
    Row(
        (HOLDER, PUBLIC, OVERSIGHT, *AUTHORIZED),
        "work secret",
        lambda c: c.work_secret,
        WITHHELD,
        Code.WORK_SECRET,
    ),
    Row((HOLDER,), "third person", lambda c: c.of_other, WITHHELD, Code.THIRD_PERSON),
    Row(
        (HOLDER,),
        "another holder's cell",
        lambda c: c.of_another_holder,
        MASKED,
        Code.OTHER_HOLDER,
        Remedy.ASK_HOLDER,
    ),
    Row(
        (HOLDER,),
        "assurance below the field's",
        lambda c: c.assurance_too_low,
        MASKED,
        Code.ASSURANCE_TOO_LOW,
        Remedy.RAISE_ASSURANCE,
    ),
    Row((HOLDER,), "else", always, GRANTED, Code.OWN),
    Row(
        (PUBLIC,),
        "exempt",
        lambda c: c.exemption is not None,
        WITHHELD,
        Code.EXEMPT,
        more_than_exempt,
    ),
    Row(
        (PUBLIC,),
        "disclosure none",
        lambda c: c.disclosed is Disclosure.NONE,
        WITHHELD,
        Code.NOT_DISCLOSED,
        more_for_public,
    ),
    Row(
        (PUBLIC,),
        "the legal basis lapsed",
        lambda c: c.public_lapsed,
        WITHHELD,
        Code.BASIS_LAPSED,
    ),
    Row(
        (PUBLIC,),
        "disclosure masked",
        lambda c: c.disclosed is Disclosure.MASKED,
        MASKED,
        Code.DISCLOSED_MASKED,
        more_for_public,
    ),
    Row((PUBLIC,), "else", always, GRANTED, Code.DISCLOSED),
    Row((OVERSIGHT,), "seen or named", lambda c: c.overseen, GRANTED, Code.OVERSEEN),
    Row((OVERSIGHT,), "holder name", lambda c: c.holder_name, MASKED, Code.OVERSEEN_MASKED),
    Row((OVERSIGHT,), "else", always, WITHHELD, Code.NOT_OVERSEEN),
    Row(FROM_HOLDER, "third person", lambda c: c.of_other, WITHHELD, Code.THIRD_PERSON),
    Row(
        AUTHORIZED,
        "exempt, and it does not yield",
        lambda c: c.exemption is not None,
        WITHHELD,
        Code.EXEMPT,
        more_than_exempt,
    ),
    Row(
        FROM_HOLDER,
        "another holder's cell",
        lambda c: c.of_another_holder,
        WITHHELD,
        Code.NOT_CONSENTED,
        Remedy.ASK_HOLDER,
    ),
    Row(
        (REQUEST,),
        "third person, neither waived nor freely shared",
        lambda c: c.of_other and not c.waived and not c.freely_shared,
        WITHHELD,
        Code.THIRD_PERSON,
    ),
    Row(
        AUTHORIZED,
        "stopped or ended, and none of what remains",
        lambda c: c.over and not c.remains,
        WITHHELD,
        Code.ENDED,
    ),
    Row((GRANT,), "listed", lambda c: c.listed, GRANTED, Code.GRANTED_BY_HOLDER),
    Row((DELEGATION,), "listed", lambda c: c.listed, GRANTED, Code.DELEGATED),
    Row((PRESENTATION,), "listed", lambda c: c.listed, GRANTED, Code.PRESENTED),
    Row(
        FROM_HOLDER,
        "masked by default",
        lambda c: c.default_masked,
        MASKED,
        Code.DEFAULT_FORM,
        Remedy.ASK_HOLDER,
    ),
    Row(FROM_HOLDER, "else", always, WITHHELD, Code.NOT_LISTED, Remedy.ASK_HOLDER),
    *(
        row
        for words, fits, code in (
            ("freely shared", lambda c: c.freely_shared, Code.SHARED),
            ("consented", lambda c: c.consented, Code.CONSENTED),
            ("waived", lambda c: c.waived, Code.WAIVED),
        )
        for row in (
            Row(
                (REQUEST,),
                f"listed full, {words}",
                lists(Form.FULL, fits),
                GRANTED,
                code,
                by_waiver=code is Code.WAIVED,
            ),
            Row(
                (REQUEST,),
                f"listed masked, {words}",
                lists(Form.MASKED, fits),
                MASKED,
                code if code is Code.WAIVED else Code.APPROVED_MASKED,
                Remedy.APPLY_FOR_SCENARIO,
                by_waiver=code is Code.WAIVED,
            ),
        )
    ),
    Row(
        (REQUEST,),
        "listed",
        lambda c: c.listed,
        WITHHELD,
        Code.NOT_CONSENTED,
        Remedy.ASK_HOLDER,
    ),
    Row(
        (REQUEST,),
        "masked by default, and freely shared or answered",
        lambda c: c.default_masked and (c.freely_shared or c.answered),
        MASKED,
        Code.DEFAULT_FORM,
        Remedy.APPLY_FOR_SCENARIO,
    ),
    Row((REQUEST,), "else", always, WITHHELD, Code.NOT_LISTED, Remedy.APPLY_FOR_SCENARIO),
)


ARTICLES = {
    HOLDER: "measures-21",
    ISSUER: "measures-10",
    OVERSIGHT: "measures-5",
    DELEGATION: "measures-15-2",
    GRANT: "measures-15-2",
    PRESENTATION: "measures-17",
}


def provision(row: Row, cell: Cell) -> str | None:
    """Return the provision cited for a cell that the row decides."""
    standing = cell.standing
    if row.code is Code.WORK_SECRET:
        return cell.secret_provision
    if row.code is Code.EXEMPT and cell.exemption is not None:
        return cell.exemption.legal_basis
    if row.by_waiver and isinstance(standing, Request) and standing.waiver is not None:
        return standing.waiver.legal_basis
    if isinstance(standing, Request):
        return standing.legal_basis
    return cell.public_provision if cell.basis is PUBLIC else ARTICLES[cell.basis]


def reaches(view: View) -> bool:
    """Tell whether a basis reaches the license."""
    return not any(missing(view))


def missing(view: View) -> Iterator[Condition]:
    """Yield each condition that keeps a basis from the license."""
    basis = view.basis
    for condition in REACHES:
        if basis in condition.bases and not condition.holds(view):
            yield condition


def row_for(cell: Cell) -> Row:
    """Return the first row that fits a cell."""
    basis = cell.basis
    return next(row for row in TABLE if basis in row.bases and row.fits(cell))


def rule(cell: Cell) -> Ruling:
    """Decide a cell by the one basis that carries it."""
    row = row_for(cell)
    return Ruling(
        outcome=row.outcome,
        code=row.code,
        basis=cell.basis,
        legal_basis=provision(row, cell),
        authorization=getattr(cell.standing, "id", None),
        remedy=row.remedy if isinstance(row.remedy, Remedy) else row.remedy(cell),
        mask=mask(cell) if row.outcome is MASKED else None,
    )


def mask(cell: Cell) -> Mask:
    """Return the rule that makes the masked form: the public has its own where one is stated."""
    own = cell.field.mask
    return (cell.field.public_mask or own) if cell.basis is PUBLIC else own


OUTCOMES = (GRANTED, MASKED, WITHHELD)
TIES = (HOLDER, ISSUER, PUBLIC, OVERSIGHT, DELEGATION, PRESENTATION, REQUEST, GRANT)
ALWAYS = datetime.min.replace(tzinfo=UTC)


def rank(ruled: tuple[Standing, Ruling]) -> tuple[int, int, datetime, str]:
    """Order rulings: the best outcome, then the order of ties, the oldest, the smaller id."""
    standing, ruling = ruled
    given = standing.given_at if isinstance(standing, Authorization) else ALWAYS
    return (
        OUTCOMES.index(ruling.outcome),
        TIES.index(ruling.basis),
        given,
        ruling.authorization or "",
    )


def oracle(case: Case, standings: Iterable[Standing], field: Field, ordinal: int) -> Ruling | None:
    """Return what the page says of a cell, or None where no basis reaches the license."""
    ruled = [
        (standing, rule(Cell(case, standing, field, ordinal)))
        for standing in standings
        if reaches(View(case, standing))
    ]
    return min(ruled, key=rank)[1] if ruled else None
