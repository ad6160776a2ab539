"""The seeded run exercises every row of both tables of the page, many times each."""

from collections import Counter

from tests.agreement.oracle import REACHES, TABLE, missing, row_for
from tests.agreement.standings import Question, questions
from tests.agreement.words import Cell, View

SEED, NUMBER, TIMES = 15, 20_000, 40


def rows(question: Question) -> Counter[str]:
    """Name the row that each reaching basis meets, and what alone keeps a basis away."""
    met: Counter[str] = Counter()
    for standing in question.standings:
        view = View(question.case, standing)
        kept_by = list(missing(view))
        if not kept_by:
            cell = Cell(question.case, standing, question.field, question.ordinal)
            met[f"{cell.basis}: {row_for(cell).name}"] += 1
        elif len(kept_by) == 1:
            met[f"{view.basis}: {kept_by[0].words}"] += 1
    return met


def test_every_row_is_exercised_for_every_basis_it_names() -> None:
    met: Counter[str] = Counter()
    for question in questions(SEED, NUMBER):
        met += rows(question)
    wanted = {f"{basis}: {row.name}" for row in TABLE for basis in row.bases}
    wanted |= {f"{basis}: {row.words}" for row in REACHES for basis in row.bases}
    assert {name: met[name] for name in sorted(wanted) if met[name] < TIMES} == {}
