"""Make the cells of a version: in clear, sealed, masked, and disclosed to the public."""

import base64
from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec
import orjson

from hub.licenses.content import Content
from hub.policy.bigrams import bigrams
from hub.policy.entry import IDENTIFIER, Entry, Field
from hub.policy.masks import masked
from hub.policy.terms import Disclosure, FieldType, Mask, Sharing

Seal = Callable[[bytes, bytes], bytes]
"""Seals bytes to a place, as `Envelopes.seal` does."""


class CellRule(msgspec.Struct, frozen=True):
    """How the cells of one field are kept."""

    sealed: bool
    masks: tuple[tuple[str, Mask], ...]
    keep: int
    disclosed: bool


class FacePlan(msgspec.Struct, frozen=True):
    """How the cells of a license type are kept, and whether the public register lists it."""

    cells: dict[str, CellRule]
    listed: bool


class Face(msgspec.Struct, frozen=True, gc=False):
    """The cells of one version, ready for their columns."""

    clear: dict[str, Any]
    sealed: dict[str, str]
    masked: dict[str, dict[str, str]]
    disclosed: dict[str, str]
    grams: list[str]


def face_plan(policy: Entry) -> FacePlan:
    """Derive from the policy that stands for an entry today how its cells are kept."""
    return FacePlan(
        {field.key: _cell_rule(policy, field) for field in policy.fields},
        any(field.disclosure is not Disclosure.NONE for field in policy.fields),
    )


def _cell_rule(policy: Entry, field: Field) -> CellRule:
    image = field.type is FieldType.IMAGE
    exempt = field.sharing.stricter(policy.sharing) is Sharing.EXEMPT
    return CellRule(
        sealed=field.classification.sealed,
        masks=() if image else tuple((field.form_name(it), it) for it in sorted(field.masks)),
        keep=field.keep,
        disclosed=field.disclosure is Disclosure.FULL and not exempt,
    )


def make_face(plan: FacePlan, seal: Seal, face_id: UUID, content: Content) -> Face:
    """Make the cells of a version; each sealed one is bound to its version and its key."""
    face = Face({}, {}, {}, {}, [])
    for key, cell, value in content.cells():
        rule = plan.cells[key]
        if rule.sealed:
            envelope = seal(orjson.dumps(value), face_id.bytes + cell.encode())
            face.sealed[cell] = base64.b64encode(envelope).decode()
        else:
            face.clear[cell] = value
        if rule.masks:
            _show(face, rule, cell, text_of(value))
    face.grams.extend(bigrams(" ".join(_searchable(plan, face, content))))
    return face


def _show(face: Face, rule: CellRule, cell: str, text: str) -> None:
    face.masked[cell] = {
        name: form for name, mask in rule.masks if (form := masked(mask, text, rule.keep))
    }
    if rule.disclosed:
        face.disclosed[cell] = text


def _searchable(plan: FacePlan, face: Face, content: Content) -> list[str]:
    found = list(face.disclosed.values())
    return [*found, content.identifier] if plan.cells[IDENTIFIER].disclosed else found


def text_of(value: Any) -> str:  # noqa: ANN401 - the value of a field of any type
    """Return a value as it is read and masked: a list joined, an amount with its currency."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "、".join(value)
    if "amount" in value:
        return f"{value['amount']} {value['currency']}"
    return f"{value['from']}/{value['to'] or ''}"
