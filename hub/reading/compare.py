"""Compare values with a license's without disclosing any (比对, art. 18)."""

import unicodedata
from collections.abc import Sequence
from enum import IntEnum

import msgspec
import orjson

from hub.audit.budgets import Spend
from hub.audit.call import Call
from hub.errors import Kind, Refusal
from hub.policy.codes import parse_identifier
from hub.policy.entry import STATUS
from hub.policy.states import LicenseState
from hub.policy.terms import Outcome
from hub.reading.decide import DecidedCell, Row
from hub.reading.read import Answer, Reading
from hub.reading.scope import ByIdentifier, Query, Wanted

COMPARISONS_A_DAY = 1_000
MOST_VALUES = 50


class CompareResult(IntEnum):
    """The result codes of comparison, as provincial interfaces have them."""

    CORRECT_AND_VALID = 0
    CORRECT_NOT_YET_ACTIVE = 1
    CORRECT_BUT_SUSPENDED = 2
    CORRECT_BUT_ENDED = 3
    NOT_ENOUGH_INFORMATION = 4
    NOT_FOUND = 5
    EMPTY_INPUT = 6
    PARTLY_WRONG = 7


class Compared(msgspec.Struct, frozen=True):
    """A value said to be a license's; `holder` tells whose, where it is each holder's own."""

    key: str
    value: str
    holder: int = 1


class NothingToCompare(Refusal):
    """No basis leads this caller to such a license; the same where there is none."""

    kind = Kind.NOT_FOUND
    zh = "未找到可供比对的电子证照，或您没有比对的依据"
    en = "There is no such license to compare with, or nothing entitles you to"


class FieldNotComparable(Refusal):
    """A comparison names a field whose value would not be granted."""

    kind = Kind.FORBIDDEN
    zh = "字段 {key} 不能比对：对您的判定不是可见（GRANTED）"
    en = "The field {key} cannot be compared: its value would not be granted to you"


class TooManyValues(Refusal):
    """A comparison has a bounded number of values."""

    kind = Kind.INVALID
    zh = "一次最多比对 {most} 个值"
    en = "At most {most} values are compared at once"


_OF_STATE = {
    LicenseState.IN_FORCE: CompareResult.CORRECT_AND_VALID,
    LicenseState.NOT_YET_VALID: CompareResult.CORRECT_NOT_YET_ACTIVE,
    LicenseState.SUSPENDED: CompareResult.CORRECT_BUT_SUSPENDED,
}


async def compare_license(
    reading: Reading, call: Call, identifier: str, values: Sequence[Compared]
) -> CompareResult:
    """Compare values with those of a license; every field needs a basis that would grant it.

    Raises: TooManyValues, NothingToCompare, FieldNotComparable, BudgetSpent.
    """
    call.usage.decided = True
    if len(values) > MOST_VALUES:
        raise TooManyValues(most=MOST_VALUES)
    if not values or any(not value.value.strip() for value in values):
        return CompareResult.EMPTY_INPUT
    catalog = await reading.ready_catalog(call)
    parsed = parse_identifier(identifier)
    shelf = parsed and catalog.by_type_code.get(parsed.type_code)
    if not shelf:
        raise NothingToCompare
    keys = frozenset(value.key for value in values) | {STATUS}
    query = Query(ByIdentifier(identifier), Wanted(keys), entry=shelf.code)
    for key in sorted(keys):
        if not await reading.may_show(call, query, key):
            raise FieldNotComparable(key=key)
    call.usage.consumptions.append(Spend(call.name, "compare", call.today, COMPARISONS_A_DAY))
    answer = await reading.read(call, query)
    if answer.rows:
        return _compare(answer, answer.rows[0], values)
    if parsed and reading.issues(call, parsed.issuer):
        return CompareResult.NOT_FOUND
    raise NothingToCompare


def _compare(answer: Answer, row: Row, values: Sequence[Compared]) -> CompareResult:
    cells = {(cell.cell.field.key, cell.cell.ordinal): cell for cell in row.decided.cells}
    compared = [(value, cells.get((value.key, value.holder))) for value in values]
    for value, cell in [*compared, (Compared(STATUS, ""), cells.get((STATUS, 1)))]:
        if cell is None or cell.decision.outcome is not Outcome.GRANTED:
            raise FieldNotComparable(key=value.key)
    told = [(value, _text(answer, row, cell)) for value, cell in compared if cell is not None]
    if any(text is None for _, text in told):
        return CompareResult.NOT_ENOUGH_INFORMATION
    if any(_folded(value.value) != _folded(text or "") for value, text in told):
        return CompareResult.PARTLY_WRONG
    return _OF_STATE.get(row.decided.state, CompareResult.CORRECT_BUT_ENDED)


def _text(answer: Answer, row: Row, cell: DecidedCell) -> str | None:
    text = answer.values.json_of(row, cell)
    if text is None:
        return None
    value = orjson.loads(text)
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()
