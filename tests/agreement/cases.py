"""Seeded cases for the field policy: mostly what works, each part now and then what does not."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from hub.policy.case import Case
from hub.policy.entry import (
    HOLDER_NAME,
    IDENTIFIER,
    STATUS,
    Entry,
    Exemption,
    Field,
    LegalBasis,
)
from hub.policy.facts import Asker, LicenseFacts, Purpose
from hub.policy.terms import (
    Classification,
    Disclosure,
    Form,
    Ground,
    HolderKind,
    LawKind,
    LicenseStatus,
    Mask,
    Sharing,
    SharingState,
    Subject,
)
from tests.agreement.dice import Dice

NOW = datetime(2026, 5, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = NOW.date()
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
LONG_AGO = date(2008, 1, 1)

SCENARIO, MATTER, CASE_NUMBER, SECTOR = "loan", "registration", "order-7", "market"
OTHERWISE = "something-else"
FACE = ("scope", "address", "phone", "partner")
KEYS = (STATUS, IDENTIFIER, HOLDER_NAME, *FACE)


def provision(
    code: str, kind: LawKind, since: date = LONG_AGO, until: date | None = None
) -> LegalBasis:
    """Make a legal basis."""
    return LegalBasis(code, code, code, kind, since, until, sample=True)


LAW = {
    basis.code: basis
    for basis in (
        provision("law", LawKind.LAW),
        provision("another-law", LawKind.LAW),
        provision("regulation", LawKind.ADMINISTRATIVE_REGULATION),
        provision("rule", LawKind.RULE),
        provision("notice", LawKind.POLICY),
        provision("until-today", LawKind.LAW, until=TODAY),
        provision("since-today", LawKind.ADMINISTRATIVE_REGULATION, since=TODAY),
        provision("lapsed", LawKind.LAW, until=TODAY - DAY),
        provision("future", LawKind.LAW, since=TODAY + DAY),
    )
}
IN_FORCE = ("law", "another-law", "regulation", "rule", "notice", "until-today", "since-today")
NOT_IN_FORCE = ("lapsed", "future", "unknown")


@dataclass(frozen=True)
class CaseDice(Dice):
    """A seeded source of cases."""

    def basis(self) -> str:
        """Pick a legal basis, in force four times of five."""
        return self.one(IN_FORCE if self.chance(0.8) else NOT_IN_FORCE)

    def exemption(self, ground: Ground | None = None) -> Exemption:
        """Make an exemption."""
        until = self.one((None, None, None, TODAY, TODAY + DAY, TODAY - DAY))
        privacy = self.one((Ground.PRIVACY, *Ground))
        return Exemption(ground or privacy, self.basis(), until)

    def field(self, key: str) -> Field:
        """Make a field that the catalog would accept."""
        classification = self.mostly(
            self.one([Classification.PUBLIC, Classification.INTERNAL]), *Classification, share=0.4
        )
        secret = classification is Classification.WORK_SECRET
        sharing = self.sharing(classification)
        exempt = sharing is Sharing.EXEMPT
        return Field(
            key=key,
            zh=key,
            en=key,
            classification=classification,
            sharing=sharing,
            subject=self.one([Subject.LICENSE, Subject.LICENSE, Subject.HOLDER, Subject.OTHER]),
            exemption=self.exemption(Ground.WORK_SECRET if secret else None) if exempt else None,
            disclosure=self.one(list(Disclosure)),
            default_form=self.one([Form.MASKED, Form.WITHHELD]),
            mask=self.one([Mask.PERSON_NAME, Mask.IDENTITY_NUMBER_PARTNER, Mask.ALL]),
            public_mask=self.one([None, Mask.IDENTITY_NUMBER_PUBLIC, Mask.YEAR]),
            min_assurance=self.mostly(None, 0, 1, 2, 3, share=0.8),
            legal_basis=self.mostly(None, self.basis(), share=0.6),
        )

    def sharing(self, classification: Classification) -> Sharing:
        """Pick a sharing class that a classification allows."""
        if classification is Classification.WORK_SECRET:
            return Sharing.EXEMPT
        if classification is Classification.SENSITIVE_PERSONAL:
            return self.mostly(Sharing.CONDITIONAL, Sharing.EXEMPT, share=0.8)
        return self.one([*list(Sharing), Sharing.UNCONDITIONAL])

    def entry(self) -> Entry:
        """Make an entry."""
        sharing = self.mostly(
            Sharing.UNCONDITIONAL, Sharing.CONDITIONAL, Sharing.EXEMPT, share=0.65
        )
        undisclosed = self.chance(0.05)
        fields = tuple(self.field(key) for key in KEYS)
        if undisclosed:
            fields = tuple(replace(field, disclosure=Disclosure.NONE) for field in fields)
        return Entry(
            code="519999-sample",
            zh="样例",
            en="sample",
            type_code="sample",
            sector=SECTOR,
            owner="sample",
            holder_kind=HolderKind.EITHER,
            max_holders=3,
            sharing=sharing,
            exemption=self.exemption() if sharing is Sharing.EXEMPT else None,
            legal_basis=self.basis(),
            public_after_end=self.one([0, 1, 30]),
            fields=fields,
        )

    def license(self) -> LicenseFacts:
        """Make the facts of a license: most run, some are suspended, ended or to come."""
        status = self.mostly(LicenseStatus.IN_FORCE, *LicenseStatus, share=0.75)
        ended_on = self.one([None, TODAY, TODAY - DAY, TODAY - 2 * DAY, TODAY - 30 * DAY])
        soon_or_past = [TODAY - 31 * DAY, TODAY - 30 * DAY, TODAY - DAY, TODAY, TODAY + DAY]
        return LicenseFacts(
            status=status,
            holders=self.one([1, 1, 2, 3]),
            region=self.one(["510000", "510100", "510104", "511000", "511100", "520100"]),
            valid_from=self.mostly(None, LONG_AGO, TODAY, TODAY + DAY, TODAY - DAY, share=0.5),
            valid_until=self.mostly(None, *soon_or_past, share=0.75),
            ended_on=ended_on if status.ended else None,
        )

    def asker(self) -> Asker:
        """Make an asker whose purpose mostly names what the standings are good for."""
        purpose = Purpose(
            cause="sample",
            scenario=self.mostly(SCENARIO, OTHERWISE, None),
            matter=self.mostly(MATTER, OTHERWISE, None),
            case_number=self.mostly(CASE_NUMBER, OTHERWISE, None),
        )
        return Asker(
            assurance=self.mostly(3, 0, 1, 2, share=0.6),
            moment=NOW,
            today=TODAY,
            purpose=purpose if self.chance(0.9) else None,
            for_organization=self.chance(0.5),
        )

    def case(self) -> Case:
        """Make a case."""
        sharing = self.mostly(SharingState.OPEN, SharingState.CLOSED, SharingState.WITHDRAWN)
        return Case(self.entry(), sharing, LAW, self.license(), self.asker())

    def ordinal(self, case: Case, field: Field) -> int:
        """Pick a holder of the license where the field is each holder's own."""
        several = field.subject is Subject.HOLDER
        return self.random.randint(1, case.license.holders) if several else 1
