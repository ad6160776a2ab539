"""The closed vocabularies of the field policy; a value outside them cannot be stored or decided."""

from enum import StrEnum


class Outcome(StrEnum):
    """What the caller gets of a cell."""

    GRANTED = "GRANTED"
    MASKED = "MASKED"
    WITHHELD = "WITHHELD"


class Basis(StrEnum):
    """How a caller comes to a license; the order of the members settles ties."""

    HOLDER = "HOLDER"
    ISSUER = "ISSUER"
    PUBLIC = "PUBLIC"
    OVERSIGHT = "OVERSIGHT"
    DELEGATION = "DELEGATION"
    PRESENTATION = "PRESENTATION"
    REQUEST = "REQUEST"
    GRANT = "GRANT"


class DecisionCode(StrEnum):
    """Why a cell has its outcome."""

    OWN = "OWN"
    ISSUED = "ISSUED"
    DISCLOSED = "DISCLOSED"
    OVERSEEN = "OVERSEEN"
    DELEGATED = "DELEGATED"
    PRESENTED = "PRESENTED"
    CONSENTED = "CONSENTED"
    WAIVED = "WAIVED"
    SHARED = "SHARED"
    GRANTED_BY_HOLDER = "GRANTED_BY_HOLDER"

    ASSURANCE_TOO_LOW = "ASSURANCE_TOO_LOW"
    OTHER_HOLDER = "OTHER_HOLDER"
    DISCLOSED_MASKED = "DISCLOSED_MASKED"
    OVERSEEN_MASKED = "OVERSEEN_MASKED"
    APPROVED_MASKED = "APPROVED_MASKED"
    DEFAULT_FORM = "DEFAULT_FORM"

    WORK_SECRET = "WORK_SECRET"  # noqa: S105 - a classification, not a credential
    THIRD_PERSON = "THIRD_PERSON"
    EXEMPT = "EXEMPT"
    NOT_DISCLOSED = "NOT_DISCLOSED"
    BASIS_LAPSED = "BASIS_LAPSED"
    NOT_OVERSEEN = "NOT_OVERSEEN"
    NOT_LISTED = "NOT_LISTED"
    NOT_CONSENTED = "NOT_CONSENTED"
    ENDED = "ENDED"


class Remedy(StrEnum):
    """The lawful way to more than was decided."""

    ASK_HOLDER = "ASK_HOLDER"
    APPLY_FOR_SCENARIO = "APPLY_FOR_SCENARIO"
    RAISE_ASSURANCE = "RAISE_ASSURANCE"
    NONE = "NONE"


class FieldType(StrEnum):
    """What a value of a field is."""

    TEXT = "TEXT"
    CODE = "CODE"
    DATE = "DATE"
    PERIOD = "PERIOD"
    NUMBER = "NUMBER"
    MONEY = "MONEY"
    LIST = "LIST"
    IMAGE = "IMAGE"


class Subject(StrEnum):
    """Whom a field speaks of."""

    LICENSE = "LICENSE"
    HOLDER = "HOLDER"
    OTHER = "OTHER"


class Classification(StrEnum):
    """How sensitive a field is."""

    PUBLIC = "PUBLIC"
    INTERNAL = "INTERNAL"
    PERSONAL = "PERSONAL"
    SENSITIVE_PERSONAL = "SENSITIVE_PERSONAL"
    COMMERCIAL = "COMMERCIAL"
    WORK_SECRET = "WORK_SECRET"  # noqa: S105 - a classification, not a credential

    @property
    def sealed(self) -> bool:
        """Tell whether cells of this class are stored encrypted: personal and above."""
        return self not in (Classification.PUBLIC, Classification.INTERNAL)


class Sharing(StrEnum):
    """The sharing class (共享属性), from the widest to the strictest."""

    UNCONDITIONAL = "UNCONDITIONAL"
    CONDITIONAL = "CONDITIONAL"
    EXEMPT = "EXEMPT"

    def stricter(self, other: "Sharing") -> "Sharing":
        """Return the stricter of two classes."""
        order = list(Sharing)
        return max(self, other, key=order.index)


class Ground(StrEnum):
    """Why something is exempt from sharing (art. 22)."""

    NATIONAL_SECURITY = "NATIONAL_SECURITY"
    WORK_SECRET = "WORK_SECRET"  # noqa: S105 - a ground of the law, not a credential
    COMMERCIAL_SECRET = "COMMERCIAL_SECRET"  # noqa: S105 - a ground of the law, not a credential
    PRIVACY = "PRIVACY"
    OTHER_LAW = "OTHER_LAW"


class Disclosure(StrEnum):
    """What the public gets of a field (art. 15(3))."""

    FULL = "FULL"
    MASKED = "MASKED"
    NONE = "NONE"


class Form(StrEnum):
    """The form in which an approved or default field flows."""

    FULL = "FULL"
    MASKED = "MASKED"
    WITHHELD = "WITHHELD"


class Mask(StrEnum):
    """The closed list of mask rules."""

    PERSON_NAME = "PERSON_NAME"
    IDENTITY_NUMBER_PARTNER = "IDENTITY_NUMBER_PARTNER"
    IDENTITY_NUMBER_PUBLIC = "IDENTITY_NUMBER_PUBLIC"
    PHONE = "PHONE"
    ADDRESS = "ADDRESS"
    KEEP_LAST = "KEEP_LAST"
    YEAR = "YEAR"
    ALL = "ALL"


class HolderKind(StrEnum):
    """Who may hold licenses of an entry."""

    NATURAL = "NATURAL"
    LEGAL = "LEGAL"
    EITHER = "EITHER"


class SharingState(StrEnum):
    """Where the data center's publication of an entry stands (art. 13)."""

    CLOSED = "CLOSED"
    OPEN = "OPEN"
    WITHDRAWN = "WITHDRAWN"


class LicenseStatus(StrEnum):
    """Where a license stands; annul, revoke and cancel are three different acts (art. 10)."""

    IN_FORCE = "IN_FORCE"
    SUSPENDED = "SUSPENDED"
    ANNULLED = "ANNULLED"
    REVOKED = "REVOKED"
    CANCELLED = "CANCELLED"

    @property
    def ended(self) -> bool:
        """Tell whether a license of this status has ended for good."""
        return self not in (LicenseStatus.IN_FORCE, LicenseStatus.SUSPENDED)


class LawKind(StrEnum):
    """What a legal basis is; only the first two can carry a waiver of consent."""

    LAW = "LAW"
    ADMINISTRATIVE_REGULATION = "ADMINISTRATIVE_REGULATION"
    RULE = "RULE"
    POLICY = "POLICY"
