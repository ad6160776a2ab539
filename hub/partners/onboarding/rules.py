"""What an application must say, and which way a partner goes from state to state; pure."""

from typing import Final

from hub.identity.callers import Caller
from hub.identity.refusals import CreditCodeInvalid, RegionInvalid
from hub.identity.terms import Level, Role
from hub.partners.onboarding.refusals import (
    ApplicationInvalid,
    LimitsInvalid,
    PartnerStateWrong,
    ReasonMissing,
)
from hub.partners.onboarding.terms import PartnerState
from hub.partners.onboarding.wishes import ApplyAsPartner, Limits
from hub.policy.codes import credit_code_valid, region_valid

ASSURANCE: Final = 2
"""Real name: what applying for a company demands (art. 16)."""

MOST: Final = {"name_zh": 100, "name_en": 200, "purpose": 500, "contact": 200}
LONGEST_REASON: Final = 500
LARGEST_LIMIT: Final = 10_000_000

_FROM: Final = {
    "approve_partner": {PartnerState.APPLIED},
    "refuse_partner": {PartnerState.APPLIED},
    "limit_partner": {PartnerState.ACTIVE, PartnerState.SUSPENDED},
    "suspend_partner": {PartnerState.ACTIVE},
    "resume_partner": {PartnerState.SUSPENDED},
    "end_partner": {PartnerState.ACTIVE, PartnerState.SUSPENDED},
}
"""From which states an act leads on."""


def check_application(wish: ApplyAsPartner) -> None:
    """Let an application pass that says what it must.

    Raises: CreditCodeInvalid, RegionInvalid, ApplicationInvalid.
    """
    if not credit_code_valid(wish.code):
        raise CreditCodeInvalid
    if not region_valid(wish.region):
        raise RegionInvalid
    for field, most in MOST.items():
        if not 1 <= len(getattr(wish, field).strip()) <= most:
            raise ApplicationInvalid(field=field, most=most)


def check_limits(limits: Limits) -> None:
    """Let daily limits pass.

    Raises: LimitsInvalid.
    """
    for limit in (limits.requests_a_day, limits.holders_a_day):
        if not 1 <= limit <= LARGEST_LIMIT:
            raise LimitsInvalid(most=LARGEST_LIMIT)


def check_reason(reason: str) -> None:
    """Let a stated reason pass.

    Raises: ReasonMissing.
    """
    if not 1 <= len(reason.strip()) <= LONGEST_REASON:
        raise ReasonMissing(most=LONGEST_REASON)


def check_step(act: str, state: PartnerState) -> None:
    """Let an act pass that leads on from a state.

    Raises: PartnerStateWrong.
    """
    if state not in _FROM[act]:
        raise PartnerStateWrong(state=state.value)


def may_apply_on_behalf(caller: Caller, *, in_data_center: bool) -> bool:
    """Tell whether the caller applies for enterprises as the data center does."""
    return in_data_center and not caller.client and Role.SYSTEM_ADMIN in caller.roles


def may_decide(caller: Caller, *, in_data_center: bool) -> bool:
    """Tell whether the caller decides on partners; by 三员分立 never on an own application."""
    return in_data_center and not caller.client and Role.SECURITY_ADMIN in caller.roles


def is_agent(caller: Caller, company: object) -> bool:
    """Tell whether the caller, by real name, acts for the company that a holder key stands for."""
    return caller.assurance >= ASSURANCE and company in caller.companies


def level_of(region: str) -> Level:
    """Return the level of a region by its code (GB/T 2260)."""
    if region.endswith("0000"):
        return Level.PROVINCE
    return Level.CITY if region.endswith("00") else Level.COUNTY
