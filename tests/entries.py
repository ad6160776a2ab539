"""A plain catalog entry and its law, to be bent by each test."""

from collections.abc import Iterable
from datetime import date

from msgspec.structs import replace

from hub.policy.entry import Entry, Field, LegalBasis
from hub.policy.law import MEASURES
from hub.policy.terms import (
    Classification,
    Disclosure,
    FieldType,
    HolderKind,
    LawKind,
    Mask,
    Sharing,
    Subject,
)

OWNER = "11519999MB519000X3"
"""The credit code of the department that compiles the entry."""

TODAY = date(2026, 5, 20)
YESTERDAY, TOMORROW = date(2026, 5, 19), date(2026, 5, 21)


def _basis(code: str, since: date = date(2008, 5, 1), until: date | None = None) -> LegalBasis:
    return LegalBasis(code, f"《{code}》", code, LawKind.LAW, since, until, sample=True)


LAW = MEASURES | {
    basis.code: basis
    for basis in (
        _basis("food-safety-law"),
        _basis("secrets-law"),
        _basis("lapsed-law", until=YESTERDAY),
        _basis("coming-law", since=TOMORROW),
        _basis("short-law", until=TODAY),
    )
}


def field(key: str, **said: object) -> Field:
    """Make a face field: internal, conditional, of the license, not disclosed."""
    plain = Field(
        key=key,
        zh=f"字段{key}",
        en=key,
        classification=Classification.INTERNAL,
        sharing=Sharing.CONDITIONAL,
    )
    return replace(plain, **said)


def metadata() -> tuple[Field, ...]:
    """Make the fields that every entry defines."""
    public = {"sharing": Sharing.UNCONDITIONAL, "classification": Classification.PUBLIC}
    holder = {"subject": Subject.HOLDER, "classification": Classification.PERSONAL}
    return (
        field("status", type=FieldType.CODE, disclosure=Disclosure.FULL, **public),
        field("number", disclosure=Disclosure.FULL, **public),
        field("identifier", type=FieldType.CODE, **public),
        field("issuer", disclosure=Disclosure.FULL, **public),
        *(field(key, type=FieldType.DATE, **public) for key in _DATES),
        field("holder_name", mask=Mask.PERSON_NAME, **holder),
        field("holder_code", mask=Mask.IDENTITY_NUMBER_PARTNER, **holder),
    )


_DATES = ("issued_on", "valid_from", "valid_until")


def entry(*face: Field, **said: object) -> Entry:
    """Make an entry that may be admitted, with these face fields beside the metadata."""
    plain = Entry(
        code="food-operation",
        zh="食品经营许可证",
        en="Food operation license",
        type_code="11519999MB519000X3001",
        sector="market",
        owner=OWNER,
        holder_kind=HolderKind.EITHER,
        sharing=Sharing.UNCONDITIONAL,
        legal_basis="food-safety-law",
        numbering="JY{region}{year}{serial:06d}",
        fields=(*metadata(), *face),
    )
    return replace(plain, **said)


def bent(said: Entry, key: str, **changes: object) -> Entry:
    """Change what an entry says of one field."""
    return replace(said, fields=tuple(_bend(it, key, changes) for it in said.fields))


def _bend(said: Field, key: str, changes: dict[str, object]) -> Field:
    return replace(said, **changes) if said.key == key else said


def without(said: Entry, keys: Iterable[str]) -> Entry:
    """Drop fields from an entry."""
    dropped = frozenset(keys)
    return replace(said, fields=tuple(it for it in said.fields if it.key not in dropped))
