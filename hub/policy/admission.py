"""Tell what a revision of a catalog entry may not say (art. 7, 22)."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

import msgspec

from hub.policy.codes import credit_code_valid
from hub.policy.entry import HOLDER_CODE, HOLDER_NAME, METADATA, Entry, Exemption, Field, Law
from hub.policy.faults import Fault, FaultCode, fault
from hub.policy.numbering import NumberingError, numbering
from hub.policy.templates import TEMPLATES
from hub.policy.terms import (
    Classification,
    Disclosure,
    FieldType,
    Form,
    HolderKind,
    Mask,
    Sharing,
    Subject,
)

MOST_HOLDERS = 20
MOST_DAYS_AFTER_END = 36_500
MOST_KEPT = 8
HIGHEST_ASSURANCE = 3

_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,62}")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,62}")
_TYPE_CODE = re.compile(r"[0-9A-Z]{18}[0-9]{3}")
_HOLDER_KEYS = frozenset({HOLDER_NAME, HOLDER_CODE})
_NUMBER_MASKS = frozenset({Mask.IDENTITY_NUMBER_PARTNER, Mask.IDENTITY_NUMBER_PUBLIC})

_FieldRule = Callable[["_Draft", Field], bool]


class _Draft(msgspec.Struct, frozen=True):
    """A revision before admission, with what it is measured by."""

    entry: Entry
    earlier: Sequence[Entry]
    law: Law
    today: date


def faults(entry: Entry, earlier: Sequence[Entry], law: Law, today: date) -> tuple[Fault, ...]:
    """Return everything a revision may not say, given the revisions once in force, oldest first."""
    draft = _Draft(entry, earlier, law, today)
    rules = (_entry_faults, _metadata_faults, _key_faults, _basis_faults, _field_faults)
    return tuple(found for rule in rules for found in rule(draft))


def _entry_faults(draft: _Draft) -> Iterator[Fault]:
    entry, checks = draft.entry, _ENTRY_RULES
    yield from (fault(code) for code, broken in checks.items() if broken(entry))
    if any(former.code != entry.code for former in draft.earlier):
        yield fault(FaultCode.CODE_CHANGED)
    if any(former.type_code != entry.type_code for former in draft.earlier):
        yield fault(FaultCode.TYPE_CODE_CHANGED)
    yield from _exemption_faults(draft, None, entry.sharing, entry.exemption)


def _type_code_valid(code: str) -> bool:
    return _TYPE_CODE.fullmatch(code) is not None and credit_code_valid(code[:18])


def _numbering_broken(entry: Entry) -> bool:
    try:
        numbering(entry.numbering)
    except NumberingError:
        return True
    return False


_ENTRY_RULES: dict[FaultCode, Callable[[Entry], bool]] = {
    FaultCode.CODE_SHAPE: lambda entry: _CODE.fullmatch(entry.code) is None,
    FaultCode.TYPE_CODE_SHAPE: lambda entry: not _type_code_valid(entry.type_code),
    FaultCode.NAME_MISSING: lambda entry: not (entry.zh.strip() and entry.en.strip()),
    FaultCode.NUMBERING: _numbering_broken,
    FaultCode.HOLDERS_RANGE: lambda entry: not 1 <= entry.max_holders <= MOST_HOLDERS,
    FaultCode.AFTER_END_RANGE: lambda entry: not 0 <= entry.public_after_end <= MOST_DAYS_AFTER_END,
    FaultCode.TEMPLATE_UNKNOWN: lambda entry: entry.template not in TEMPLATES,
}


def _metadata_faults(draft: _Draft) -> Iterator[Fault]:
    for key in sorted(METADATA):
        field = draft.entry.by_key.get(key)
        if field is None:
            yield fault(FaultCode.METADATA_MISSING, key)
        elif field.subject is not (Subject.HOLDER if key in _HOLDER_KEYS else Subject.LICENSE):
            yield fault(FaultCode.METADATA_SUBJECT, key)


def _key_faults(draft: _Draft) -> Iterator[Fault]:
    counted = Counter(field.key for field in draft.entry.fields)
    yield from (fault(FaultCode.KEY_TWICE, key) for key, count in counted.items() if count > 1)
    for field in draft.entry.fields:
        former = [entry.by_key.get(field.key) for entry in draft.earlier]
        known = [defined for defined in former if defined is not None]
        if any((field.type, field.subject) != (old.type, old.subject) for old in known):
            yield fault(FaultCode.KEY_CHANGED, field.key)
        if known and former[-1] is None:
            yield fault(FaultCode.KEY_REUSED, field.key)


def _basis_faults(draft: _Draft) -> Iterator[Fault]:
    yield from _cites(draft, None, draft.entry.legal_basis)
    for field in draft.entry.fields:
        if field.legal_basis is not None:
            yield from _cites(draft, field.key, field.legal_basis)


def _cites(draft: _Draft, key: str | None, code: str) -> Iterator[Fault]:
    basis = draft.law.get(code)
    if basis is None:
        yield fault(FaultCode.BASIS_UNKNOWN, key)
    elif not basis.in_force(draft.today):
        yield fault(FaultCode.BASIS_NOT_IN_FORCE, key)


def _exemption_faults(
    draft: _Draft, key: str | None, sharing: Sharing, exemption: Exemption | None
) -> Iterator[Fault]:
    exempt = sharing is Sharing.EXEMPT
    if exemption is None:
        if exempt:
            yield fault(FaultCode.EXEMPTION_MISSING, key)
        return
    if not exempt:
        yield fault(FaultCode.EXEMPTION_IDLE, key)
    if exemption.until is not None and exemption.until < draft.today:
        yield fault(FaultCode.EXEMPTION_ENDED, key)
    yield from _cites(draft, key, exemption.legal_basis)


def _field_faults(draft: _Draft) -> Iterator[Fault]:
    for field in draft.entry.fields:
        yield from _exemption_faults(draft, field.key, field.sharing, field.exemption)
        yield from (fault(code, field.key) for code in _broken(draft, field))


def _broken(draft: _Draft, field: Field) -> Iterable[FaultCode]:
    return (code for code, broken in _FIELD_RULES.items() if broken(draft, field))


def _class(draft: _Draft, field: Field) -> Sharing:
    return field.sharing.stricter(draft.entry.sharing)


def _sensitive(field: Field) -> bool:
    return field.classification is Classification.SENSITIVE_PERSONAL


def _disclosed(field: Field) -> bool:
    return field.disclosure is not Disclosure.NONE


def _assurance_broken(_draft: _Draft, field: Field) -> bool:
    default = msgspec.structs.replace(field, min_assurance=None).assurance
    return not default <= field.assurance <= HIGHEST_ASSURANCE


def _partner_mask_disclosed(_draft: _Draft, field: Field) -> bool:
    masked = field.disclosure is Disclosure.MASKED
    return masked and field.mask_for_public is Mask.IDENTITY_NUMBER_PARTNER


def _beside_number(draft: _Draft, field: Field) -> bool:
    """Tell of a disclosed birth date whether a masked number stands beside it.

    Together they leave a dozen candidates for the whole number.
    """
    entry = draft.entry
    number = any(_masked_number(entry, other) for other in entry.fields if other is not field)
    return field.birth_date and _disclosed(field) and number


def _masked_number(entry: Entry, field: Field) -> bool:
    if field.disclosure is not Disclosure.MASKED or field.mask_for_public is Mask.ALL:
        return False
    personal = field.key == HOLDER_CODE and entry.holder_kind is not HolderKind.LEGAL
    return personal or bool(field.masks & _NUMBER_MASKS)


_FIELD_RULES: dict[FaultCode, _FieldRule] = {
    FaultCode.KEY_SHAPE: lambda _, field: _KEY.fullmatch(field.key) is None,
    FaultCode.NAME_MISSING: lambda _, field: not (field.zh.strip() and field.en.strip()),
    FaultCode.KEEP_RANGE: lambda _, field: not 1 <= field.keep <= MOST_KEPT,
    FaultCode.ASSURANCE_RANGE: _assurance_broken,
    FaultCode.DEFAULT_FORM_FULL: lambda _, field: field.default_form is Form.FULL,
    FaultCode.WORK_SECRET_SHARED: lambda draft, field: (
        field.classification is Classification.WORK_SECRET
        and _class(draft, field) is not Sharing.EXEMPT
    ),
    FaultCode.SENSITIVE_UNCONDITIONAL: lambda draft, field: (
        _sensitive(field) and _class(draft, field) is Sharing.UNCONDITIONAL
    ),
    FaultCode.SENSITIVE_DISCLOSED: lambda _, field: (
        _sensitive(field) and field.disclosure is Disclosure.FULL
    ),
    FaultCode.EXEMPT_DISCLOSED: lambda draft, field: (
        _disclosed(field) and _class(draft, field) is Sharing.EXEMPT
    ),
    FaultCode.IMAGE_DISCLOSED: lambda _, field: field.type is FieldType.IMAGE and _disclosed(field),
    FaultCode.PARTNER_MASK_DISCLOSED: _partner_mask_disclosed,
    FaultCode.NUMBER_BESIDE_BIRTH_DATE: _beside_number,
}
