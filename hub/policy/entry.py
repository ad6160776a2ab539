"""What a catalog entry's revision and its fields say, as plain data a lawyer can read."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property

import msgspec

from hub.policy.terms import (
    Classification,
    Disclosure,
    FieldType,
    Form,
    Ground,
    HolderKind,
    LawKind,
    Mask,
    Sharing,
    Subject,
)

# The fields that every license has beside its face; they stand under the same policy.
STATUS, NUMBER, IDENTIFIER, ISSUER = "status", "number", "identifier", "issuer"
ISSUED_ON, VALID_FROM, VALID_UNTIL = "issued_on", "valid_from", "valid_until"
HOLDER_NAME, HOLDER_CODE = "holder_name", "holder_code"

METADATA = frozenset(
    {
        STATUS,
        NUMBER,
        IDENTIFIER,
        ISSUER,
        ISSUED_ON,
        VALID_FROM,
        VALID_UNTIL,
        HOLDER_NAME,
        HOLDER_CODE,
    }
)
"""Keys that every entry must define."""

REMAINS = frozenset({STATUS, NUMBER, ISSUER, ISSUED_ON, VALID_FROM, VALID_UNTIL})
"""Keys that an ended license, or a stopped authorization, can still carry."""


class LegalBasis(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A provision that a policy rests on; once lapsed it carries nothing."""

    code: str
    zh: str
    en: str
    kind: LawKind
    in_force_from: date
    in_force_until: date | None = None
    sample: bool = False

    def in_force(self, day: date) -> bool:
        """Tell whether the provision is in force on a day, both ends included."""
        return self.in_force_from <= day and (
            self.in_force_until is None or day <= self.in_force_until
        )


Law = Mapping[str, LegalBasis]
"""Every legal basis by its code."""


class Exemption(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why something is not shared (不予共享依据): a ground, a legal basis, perhaps an end."""

    ground: Ground
    legal_basis: str
    until: date | None = None


class Field(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One face field (照面信息) or metadata field with its policy."""

    key: str
    zh: str
    en: str
    classification: Classification
    sharing: Sharing
    type: FieldType = FieldType.TEXT
    subject: Subject = Subject.LICENSE
    exemption: Exemption | None = None
    disclosure: Disclosure = Disclosure.NONE
    default_form: Form = Form.WITHHELD
    mask: Mask = Mask.ALL
    public_mask: Mask | None = None
    keep: int = 4
    min_assurance: int | None = None
    legal_basis: str | None = None
    source: str | None = None
    required: bool = False
    birth_date: bool = False

    @property
    def assurance(self) -> int:
        """Return the assurance level that a holder needs for the own value."""
        if self.min_assurance is not None:
            return self.min_assurance
        return 3 if self.classification is Classification.SENSITIVE_PERSONAL else 2

    @property
    def mask_for_public(self) -> Mask:
        """Return the mask rule of the public form."""
        return self.public_mask or self.mask

    @property
    def printed(self) -> bool:
        """Tell whether the field stands on the license itself, which its holder carries about.

        What is of a third person, or a work secret, is kept with the license and not printed.
        """
        secret = self.classification is Classification.WORK_SECRET
        return self.subject is not Subject.OTHER and not secret

    @property
    def masks(self) -> frozenset[Mask]:
        """Return every rule by which a form of this field can be made."""
        return frozenset({self.mask, self.mask_for_public})

    def form_name(self, rule: Mask) -> str:
        """Name a masked form by all that shapes it: one that keeps more is another form."""
        return f"{rule.value}_{self.keep}" if rule is Mask.KEEP_LAST else rule.value


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, dict=True):
    """A catalog entry (证照目录条目) in one revision: the license type, its face and its policy."""

    code: str
    zh: str
    en: str
    type_code: str
    sector: str
    owner: str
    issuers: tuple[str, ...] = ()
    joint: bool = False
    """Whether all issuers issue together, each confirming the fields that it is the source of."""
    holder_kind: HolderKind
    max_holders: int = 1
    sharing: Sharing
    exemption: Exemption | None = None
    legal_basis: str
    numbering: str = "{serial}"
    template: str = "plain"
    public_after_end: int = 0
    fields: tuple[Field, ...]

    @cached_property
    def by_key(self) -> dict[str, Field]:
        """Return the fields by key, in their order."""
        return {field.key: field for field in self.fields}
