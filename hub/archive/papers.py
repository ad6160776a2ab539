"""Say what an archival copy shows: the cells as they were decided, and nothing beside them."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import orjson

from hub.archive.sealing import CenterSeal
from hub.clock import SHANGHAI
from hub.documents.paper import Line, Mark, Paper
from hub.licenses.faces import text_of
from hub.policy.entry import IDENTIFIER, STATUS
from hub.policy.states import LicenseState
from hub.policy.terms import FieldType, Outcome
from hub.reading.decide import DecidedCell, Row
from hub.reading.read import Answer

VERIFY_COPY: Final = "/verify-copy"
WITHHELD: Final = "不予提供"
STATES: Final = {
    LicenseState.NOT_YET_VALID: "尚未生效",
    LicenseState.IN_FORCE: "有效",
    LicenseState.SUSPENDED: "暂停使用",
    LicenseState.EXPIRED: "已过有效期",
    LicenseState.ANNULLED: "已撤销",
    LicenseState.REVOKED: "已吊销",
    LicenseState.CANCELLED: "已注销",
}


@dataclass(frozen=True)
class Original:
    """The version that is copied, and the digest of its link."""

    sequence: int
    version: int
    digest: bytes


def shows_anything(row: Row) -> bool:
    """Tell whether any cell may be shown, in whatever form."""
    return any(cell.decision.outcome is not Outcome.WITHHELD for cell in row.decided.cells)


def copy_paper(
    answer: Answer, original: Original, mark: Mark, seal: CenterSeal, base_url: str
) -> Paper:
    """Return what a copy shows: each cell granted, masked or withheld as it was decided.

    Its number, its dates and its seal are the copy's own; those of the license are cells.
    """
    row = answer.rows[0]
    policy = row.decided.shelf.revisions[row.record["revision"]]
    cells = {cell.cell.field.key: cell for cell in row.decided.cells}
    identifier = cells.get(IDENTIFIER)
    known = identifier is not None and identifier.granted and row.decided.own
    made_on = mark.made_at.astimezone(SHANGHAI).date()
    return Paper(
        template=policy.template,
        title_zh=policy.zh,
        title_en=policy.en,
        identifier=_named(answer, row, identifier),
        number=mark.number,
        version=original.version,
        lines=tuple(_lines(answer, row)),
        issuers=(seal.center.name_zh,),
        issued_on=made_on,
        valid_from=made_on,
        valid_until=mark.expires_on,
        link=original.digest.hex() if known else "",
        qr=f"{base_url}{VERIFY_COPY}?number={mark.number}",
        mark=mark,
        pictures=(seal.seal.picture,),
    )


def _named(answer: Answer, row: Row, cell: DecidedCell | None) -> str:
    value = None if cell is None else _value(answer, row, cell)
    return WITHHELD if value is None else str(value)


def _lines(answer: Answer, row: Row) -> Iterator[Line]:
    """Yield a line for each cell; one that is granted and empty is left out."""
    several = len(row.record["holders"]) > 1
    for cell in row.decided.cells:
        label = f" {cell.holder}" if cell.holder is not None and several else ""
        field = cell.cell.field
        zh, en = field.zh + label, field.en + label
        if cell.decision.outcome is Outcome.WITHHELD:
            yield Line(zh, en, "", withheld=True)
        elif (value := _value(answer, row, cell)) is None:
            continue
        elif field.type is FieldType.IMAGE:
            yield Line(zh, en, "", base64.b64decode(value))
        else:
            yield Line(zh, en, _text(field.key, value))


def _value(answer: Answer, row: Row, cell: DecidedCell) -> Any:  # noqa: ANN401 - of any type
    image = cell.cell.field.type is FieldType.IMAGE
    values = answer.values
    text = values.stored(row, cell) if image else values.json_of(row, cell)
    return None if text is None else orjson.loads(text)


def _text(key: str, value: Any) -> str:  # noqa: ANN401 - the same
    states = {state.value: words for state, words in STATES.items()}
    return states.get(value, str(value)) if key == STATUS else text_of(value)
