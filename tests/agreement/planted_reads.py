"""Faults planted in the compiled half of the policy: guards, standings, and the forms of cells."""

import re
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from hub.policy.terms import Mask, Outcome
from hub.reading import cells, guards, plan, statement
from hub.reading.cells import Cell
from hub.reading.guards import Guard

Guards = tuple[Guard, ...]

IN_GUARDS = {
    "ended licenses count as running": (r"NOT b\.ended AND ", ""),
    "every ordinal is the caller's": (r"\d+ = ANY \(b\.own\)", "b.own <> '{}'"),
    "any grant lists every field": (r"'[^']*' = ANY \(g\.listed\)", "g.reached"),
    "a second holder's grant gives the first's cells": ("#2'", "#1'"),
    "who granted does not matter": (r"\d+ = ANY \(g\.granters\)", "g.reached"),
}
"""In the conditions of guards, what is replaced by what."""

IN_STANDINGS = {
    "stopped grants run": ("grants", r"u\.sequence < l\.last_stop", "false"),
    "stopped grants list all": ("grants", r"u\.sequence >= l\.last_stop OR", "true OR"),
    "grants outlive their period": ("grants", r"AND \$\d+::timestamptz < u\.valid_until", ""),
    "grants begin early": ("grants", r"AND u\.valid_from <= \$\d+::timestamptz", ""),
    "withdrawn grants run": ("grants", r"AND u\.withdrawn_at IS NULL", ""),
    "used up grants run": ("grants", r"u\.used < u\.max_uses", "true"),
    "grants are anybody's": ("grants", r"u\.grantee_account = ", "true OR u.grantee_account = "),
    "the register begins early": ("bases", r"coalesce\(l\.valid_from <= \S+, true\)", "true"),
    "the register ends a day early": ("bases", r"(\$\d+::date) <= coalesce", r"\1 < coalesce"),
    "the last day is no day": (
        "bases",
        r"l\.valid_until < (\$\d+::date), false",
        r"l.valid_until <= \1, false",
    ),
    "everybody issued it": ("bases", r"l\.issuer_id = ANY", "true OR l.issuer_id = ANY"),
}
"""In the SQL that tells who comes to a row: where, and what is replaced by what."""


def _unmasked(shown: Guards) -> Guards:
    return tuple(Guard(guard.condition, Outcome.GRANTED) for guard in shown)


def _otherwise_masked(shown: Guards) -> Guards:
    return tuple(
        msgspec.structs.replace(guard, mask=Mask.ALL) if guard.mask else guard for guard in shown
    )


OF_GUARDS: dict[str, Callable[[Guards], Guards]] = {
    "masks are left out": _unmasked,
    "masks are another": _otherwise_masked,
    "only the first guard counts": lambda shown: shown[:1],
    "masks come before values": lambda shown: shown[::-1],
}
"""Of all guards of a cell, what is made of them."""

VALUE_FOR_FORM = "a masked form is the value"
PLANTED = sorted({*IN_GUARDS, *IN_STANDINGS, *OF_GUARDS, VALUE_FOR_FORM})


def plant(name: str, patch: pytest.MonkeyPatch) -> None:
    """Plant a fault by its name."""
    if name in IN_GUARDS:
        pattern, by = IN_GUARDS[name]
        patch.setattr(plan, "guards", _guards(lambda shown: reworded(shown, pattern, by)))
    elif name in OF_GUARDS:
        patch.setattr(plan, "guards", _guards(OF_GUARDS[name]))
    elif name in IN_STANDINGS:
        writer, pattern, by = IN_STANDINGS[name]
        patch.setattr(statement, writer, rewritten(getattr(statement, writer), pattern, by))
    else:
        patch.setattr(cells, "_form", _value(cells._form))  # noqa: SLF001 - a fault beside it


def reworded(shown: Guards, pattern: str, by: str) -> Guards:
    """Return guards whose conditions are worded otherwise."""
    return tuple(
        msgspec.structs.replace(guard, condition=re.sub(pattern, by, guard.condition))
        for guard in shown
    )


def _guards(change: Callable[[Guards], Guards]) -> Callable[..., Guards]:
    real = guards.guards
    return lambda *said: change(real(*said))


def rewritten(real: Callable[..., str], pattern: str, by: str) -> Callable[..., str]:
    """Return a writer whose text is worded otherwise."""
    return lambda *said: re.sub(pattern, by, real(*said))


def _value(real: Callable[..., str]) -> Callable[..., str]:
    def form(cell: Cell, guard: Guard, *images: Any) -> str:  # noqa: ANN401 - passed on
        return real(cell, Guard(guard.condition, Outcome.GRANTED), *images)

    return form
