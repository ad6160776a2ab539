"""Foresee what a request would show: the rulebook decides, over the entry as GraphQL tells it.

What is foreseen is the best that can come of it: the owner approves all that is asked, in full,
and the holders agree to all of it. So is the caller's other way to a license, the public register.
"""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

import msgspec

from hub import clock
from hub.policy.case import Case, Decision
from hub.policy.entry import Entry, Field, Law, LegalBasis
from hub.policy.facts import Asker, Consent, LicenseFacts, Public, Purpose, Request
from hub.policy.rulebook import decide
from hub.policy.terms import Form, LawKind, Outcome, SharingState

MATTER, SCENARIO, BASIS = "matter", "scenario", "basis"
_LONG: Final = timedelta(days=1)


class Foreseen(NamedTuple):
    """What would come of one field."""

    field: Field
    asked: bool
    over: bool
    """Whether it is asked for and no matter needs it, which the approver is told."""
    decision: Decision | None
    """None where the license would not be found at all."""

    @property
    def outcome(self) -> Outcome:
        """Return what would be got of it."""
        return self.decision.outcome if self.decision else Outcome.WITHHELD


def foresee(
    told: Mapping[str, Any], asked: Collection[str], needed: Collection[str]
) -> list[Foreseen]:
    """Return what would come of each field of an entry, of which some are asked for."""
    case = _case(told)
    standings = (_request(case, asked), Public())
    return [
        Foreseen(
            field, field.key in asked, _over(field, asked, needed), decide(case, standings, field)
        )
        for field in case.entry.fields
    ]


def _over(field: Field, asked: Collection[str], needed: Collection[str]) -> bool:
    return field.key in asked and field.key not in needed


def _case(told: Mapping[str, Any]) -> Case:
    """Return a license of an entry, in force and of one holder, before who asks for a case."""
    body = msgspec.convert(told["catalogEntry"]["body"], Entry)
    moment = clock.now()
    purpose = Purpose(cause=MATTER, scenario=SCENARIO, matter=MATTER, case_number=MATTER)
    asker = Asker(1, moment, clock.today(), purpose, for_organization=True)
    sharing = SharingState(told["catalogEntry"]["publication"]["sharing"])
    return Case(body, sharing, _law(told["legalBases"]), LicenseFacts(), asker)


def _law(told: list[dict[str, Any]]) -> Law:
    """Return the provisions that the entry cites, and one for the use, yet to be stated."""
    cited = msgspec.convert(told, list[LegalBasis])
    stated = LegalBasis(BASIS, BASIS, BASIS, LawKind.LAW, date.min)
    return {one.code: one for one in (*cited, stated)}


def _request(case: Case, asked: Collection[str]) -> Request:
    """Return the request as it would stand once approved, with every holder's consent."""
    fields, moment = frozenset(asked), case.asker.moment
    return Request(
        id=BASIS,
        given_at=moment,
        valid_from=moment,
        valid_until=moment + _LONG,
        scenario=SCENARIO,
        matters=frozenset({MATTER}),
        forms=dict.fromkeys(fields, Form.FULL),
        legal_basis=BASIS,
        consents={1: Consent(fields, fields)},
    )
