"""Check the holders (持证主体) that a row names."""

from collections.abc import Sequence

from hub.aggregation.rules.context import Shape
from hub.aggregation.rules.faults import (
    FieldMissing,
    HolderCodeInvalid,
    HolderKindNotAllowed,
    HolderTwice,
    TooManyHolders,
)
from hub.aggregation.rules.fields import checked_fields
from hub.aggregation.rules.forms import HolderForm
from hub.aggregation.rules.values import checked, is_code
from hub.crypto.digests import normalized
from hub.licenses.content import HolderContent
from hub.policy.codes import holder_code_valid
from hub.policy.terms import FieldType


def checked_holders(holders: Sequence[HolderForm], shape: Shape) -> tuple[HolderContent, ...]:
    """Return the holders with their codes in the form in which codes are compared.

    Raises: FieldMissing, TooManyHolders, HolderKindNotAllowed, HolderCodeInvalid, HolderTwice,
        and what `checked_fields` raises.
    """
    if not holders:
        raise FieldMissing("holders")
    if len(holders) > shape.max_holders:
        raise TooManyHolders("holders", limit=shape.max_holders)
    found = tuple(_checked(place, holder, shape) for place, holder in enumerate(holders))
    if len({(holder.code_type, holder.code) for holder in found}) < len(found):
        raise HolderTwice("holders")
    return found


def _checked(place: int, holder: HolderForm, shape: Shape) -> HolderContent:
    where, code = f"holders.{place}", normalized(holder.code)
    if holder.code_type not in shape.holder_codes:
        raise HolderKindNotAllowed(f"{where}.code_type")
    if not holder_code_valid(holder.code_type, code):
        raise HolderCodeInvalid(f"{where}.code", code_type=holder.code_type)
    return HolderContent(
        holder.code_type,
        code,
        checked(f"{where}.name", FieldType.CODE, holder.name),
        checked_fields(f"{where}.fields", holder.fields, shape.holder, shape.holder_required),
    )


def may_be_asked_about(code_type: str, code: str, name: str) -> bool:
    """Tell whether a holder can be one: a register that chokes on another answers nobody."""
    return holder_code_valid(code_type, normalized(code)) and is_code(name)
