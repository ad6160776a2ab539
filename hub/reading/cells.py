"""Where each cell of a license lies, and the expression that lets it leave under its guards."""

from collections.abc import Iterable, Sequence
from itertools import groupby

import msgspec

from hub.policy.entry import (
    IDENTIFIER,
    ISSUED_ON,
    ISSUER,
    STATUS,
    VALID_FROM,
    VALID_UNTIL,
    Field,
)
from hub.policy.masks import HIDDEN
from hub.policy.terms import FieldType, Subject
from hub.reading.guards import Guard
from hub.reading.literals import text_literal

COMPUTED = frozenset({STATUS, ISSUER})
"""Fields that are worked out from the row's own facts."""

SEALED = "~"
"""Marks an envelope, for a field's class may have changed since; no JSON text begins so."""

COLUMNS = frozenset({IDENTIFIER, ISSUED_ON, VALID_FROM, VALID_UNTIL})
"""Fields that are columns of the license; their masked forms are made after reading."""


class Cell(msgspec.Struct, frozen=True):
    """One field of one license, for one holder where the field is each holder's own."""

    field: Field
    ordinal: int = 1

    @property
    def name(self) -> str:
        """Return the key under which the cell is stored."""
        return self.field.key if self.ordinal == 1 else f"{self.field.key}#{self.ordinal}"


def cells_of(fields: Sequence[Field], max_holders: int) -> list[Cell]:
    """Return every cell that a license can have: a holder's own field once for each holder."""
    return [
        Cell(field, ordinal)
        for field in fields
        for ordinal in range(1, (max_holders if field.subject is Subject.HOLDER else 1) + 1)
    ]


def expression(cell: Cell, guards: Sequence[Guard], *, images: bool = False) -> str | None:
    """Return the SQL that yields the cell's JSON text, or None where nothing may ever leave."""
    if not guards or cell.field.key in COMPUTED:
        return None
    forms = groupby(guards, key=lambda guard: _form(cell, guard, images))
    arms = " ".join(f"WHEN {_either(alike)} THEN {form}" for form, alike in forms)
    return f"CASE {arms} END"


def _either(guards: Iterable[Guard]) -> str:
    """Let one arm serve all guards of a form: PostgreSQL makes ready every arm for each reading."""
    return " OR ".join(f"({guard.condition})" for guard in guards)


def _form(cell: Cell, guard: Guard, images: bool) -> str:  # noqa: FBT001 - passed on
    if cell.field.key in COLUMNS:
        return f"to_json(l.{cell.field.key})::text"
    name = text_literal(cell.name)
    if guard.mask is not None:
        rule = text_literal(cell.field.form_name(guard.mask))
        form = f"""coalesce((f.face_masked -> {name} -> {rule})::text, '"{HIDDEN}"')"""
        return f"CASE WHEN f.face_masked ? {name} THEN {form} END"
    if cell.field.type is FieldType.IMAGE and not images:
        return f"CASE WHEN f.face_sealed ? {name} OR f.face ? {name} THEN 'true' END"
    return f"coalesce('{SEALED}' || (f.face_sealed ->> {name}), (f.face -> {name})::text)"
