"""Restrictions: every way to make a case, or a standing in it, stricter and nothing else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from hub.policy.facts import Authorization, Delegation, Grant, Own, Presentation, Request, Standing
from hub.policy.terms import (
    Classification,
    Disclosure,
    Form,
    Ground,
    LicenseStatus,
    Sharing,
    SharingState,
)
from tests.agreement.cases import DAY, LAW, NOW, TODAY
from tests.agreement.standings import Question, StandingDice

Restriction = Callable[[Question, StandingDice], Question]
"""Return the question under the restriction; the same where there is nothing to restrict."""

STRICTER = {
    Classification.PUBLIC: Classification.INTERNAL,
    Classification.INTERNAL: Classification.PERSONAL,
    Classification.PERSONAL: Classification.SENSITIVE_PERSONAL,
}
LESS = {Disclosure.FULL: Disclosure.MASKED, Disclosure.MASKED: Disclosure.NONE}


def with_field(asked: Question, **changes: Any) -> Question:  # noqa: ANN401 - any part of a field
    """Change the field that is asked for, in its entry too."""
    field = replace(asked.field, **changes)
    fields = tuple(field if it.key == field.key else it for it in asked.case.entry.fields)
    return Question(
        replace(asked.case, entry=replace(asked.case.entry, fields=fields)),
        asked.standings,
        field,
        asked.ordinal,
    )


def with_entry(asked: Question, **changes: Any) -> Question:  # noqa: ANN401 - any part of an entry
    """Change the entry."""
    return with_case(asked, entry=replace(asked.case.entry, **changes))


def with_license(asked: Question, **changes: Any) -> Question:  # noqa: ANN401 - any fact of it
    """Change the license."""
    return with_case(asked, license=replace(asked.case.license, **changes))


def with_case(asked: Question, **changes: Any) -> Question:  # noqa: ANN401 - any part of a case
    """Change what surrounds the decision."""
    return Question(replace(asked.case, **changes), asked.standings, asked.field, asked.ordinal)


def with_standings(asked: Question, change: Callable[[Standing], Standing]) -> Question:
    """Change every standing."""
    return Question(
        asked.case, tuple(change(it) for it in asked.standings), asked.field, asked.ordinal
    )


def exempt_field(asked: Question, dice: StandingDice) -> Question:
    """Exempt the field on any ground."""
    if asked.field.sharing is Sharing.EXEMPT:
        return asked
    return with_field(asked, sharing=Sharing.EXEMPT, exemption=dice.exemption())


def exempt_entry(asked: Question, dice: StandingDice) -> Question:
    """Exempt the whole entry on any ground."""
    if asked.case.entry.sharing is Sharing.EXEMPT:
        return asked
    return with_entry(asked, sharing=Sharing.EXEMPT, exemption=dice.exemption())


def harden_exemption(asked: Question, _: StandingDice) -> Question:
    """Put the field's exemption on a ground that does not yield."""
    if asked.field.exemption is None:
        return asked
    harder = replace(asked.field.exemption, ground=Ground.NATIONAL_SECURITY)
    return with_field(asked, exemption=harder)


def prolong_exemption(asked: Question, _: StandingDice) -> Question:
    """Take the end from the field's exemption."""
    if asked.field.exemption is None:
        return asked
    return with_field(asked, exemption=replace(asked.field.exemption, until=None))


def condition_field(asked: Question, _: StandingDice) -> Question:
    """Share the field on conditions only."""
    if asked.field.sharing is Sharing.EXEMPT:
        return asked
    return with_field(asked, sharing=Sharing.CONDITIONAL)


def condition_entry(asked: Question, _: StandingDice) -> Question:
    """Share the entry on conditions only."""
    if asked.case.entry.sharing is Sharing.EXEMPT:
        return asked
    return with_entry(asked, sharing=Sharing.CONDITIONAL)


def classify_higher(asked: Question, dice: StandingDice) -> Question:
    """Classify the field one step more sensitive."""
    stricter = STRICTER.get(asked.field.classification, asked.field.classification)
    sensitive = condition_field(asked, dice)
    unsealed = stricter is not Classification.SENSITIVE_PERSONAL
    return with_field(asked if unsealed else sensitive, classification=stricter)


def classify_secret(asked: Question, dice: StandingDice) -> Question:
    """Classify the field a work secret, which exempts it."""
    exempt = exempt_field(asked, dice)
    return with_field(exempt, classification=Classification.WORK_SECRET)


def demand_assurance(asked: Question, _: StandingDice) -> Question:
    """Demand the highest assurance for the own value."""
    return with_field(asked, min_assurance=3)


def disclose_less(asked: Question, _: StandingDice) -> Question:
    """Disclose the field one step less."""
    return with_field(asked, disclosure=LESS.get(asked.field.disclosure, Disclosure.NONE))


def withhold_by_default(asked: Question, _: StandingDice) -> Question:
    """Withhold the field where it is not listed."""
    return with_field(asked, default_form=Form.WITHHELD)


def forget_ended(asked: Question, _: StandingDice) -> Question:
    """Keep no ended license in the register but today's."""
    return with_entry(asked, public_after_end=0)


def end_license(asked: Question, dice: StandingDice) -> Question:
    """Annul, revoke or cancel the license today or since."""
    if asked.case.license.status.ended:
        return asked
    status = dice.one([it for it in LicenseStatus if it.ended])
    since = dice.one([None, TODAY, TODAY - DAY, TODAY - 31 * DAY])
    return with_license(asked, status=status, ended_on=since)


def expire_license(asked: Question, dice: StandingDice) -> Question:
    """Let the license expire, or have expired earlier."""
    last = TODAY - timedelta(days=dice.one([1, 2, 30, 31]))
    return with_license(asked, valid_until=min(last, asked.case.license.valid_until or last))


def postpone_license(asked: Question, _: StandingDice) -> Question:
    """Let the first valid day be tomorrow."""
    return with_license(asked, valid_from=TODAY + DAY)


def add_holder(asked: Question, _: StandingDice) -> Question:
    """Let one more holder, who has answered nothing, join."""
    return with_license(asked, holders=asked.case.license.holders + 1)


def close_sharing(asked: Question, dice: StandingDice) -> Question:
    """Close or withdraw the publication of the entry."""
    return with_case(asked, sharing=dice.one([SharingState.CLOSED, SharingState.WITHDRAWN]))


def lapse_law(asked: Question, dice: StandingDice) -> Question:
    """Let a provision lapse on which no exemption rests."""
    entry = asked.case.entry
    exemptions = (entry.exemption, *(field.exemption for field in entry.fields))
    resting = {exemption.legal_basis for exemption in exemptions if exemption}
    code = dice.one(sorted(set(LAW) - resting))
    lapsed = replace(asked.case.law[code], in_force_until=TODAY - DAY)
    return with_case(asked, law={**asked.case.law, code: lapsed})


def lower_assurance(asked: Question, dice: StandingDice) -> Question:
    """Let the caller be known less well."""
    asker = asked.case.asker
    lower = dice.random.randint(0, asker.assurance)
    return with_case(asked, asker=replace(asker, assurance=lower))


def drop_purpose(asked: Question, _: StandingDice) -> Question:
    """State no purpose."""
    return with_case(asked, asker=replace(asked.case.asker, purpose=None))


def end_guardianship(asked: Question, _: StandingDice) -> Question:
    """Let every guardianship end today."""
    return with_standings(asked, lambda it: replace(it, until=TODAY) if isinstance(it, Own) else it)


def stop(asked: Question, _: StandingDice) -> Question:
    """Stop every authorization."""
    return with_standings(
        asked, lambda it: replace(it, stopped=True) if isinstance(it, Authorization) else it
    )


def close_window(asked: Question, _: StandingDice) -> Question:
    """Let every authorization end now."""
    return with_standings(
        asked, lambda it: replace(it, valid_until=NOW) if isinstance(it, Authorization) else it
    )


def use_up(asked: Question, _: StandingDice) -> Question:
    """Use up every grant and quota."""

    def used(standing: Standing) -> Standing:
        match standing:
            case Grant():
                return replace(standing, uses_left=0)
            case Request():
                return replace(standing, quota_left=0)
            case _:
                return standing

    return with_standings(asked, used)


def list_less(asked: Question, _: StandingDice) -> Question:
    """Take the field from what a holder granted, delegated or is showing."""
    # Not from a request's list: a holder can refuse what is listed, while what is not listed may
    # flow masked by default, so that a shorter list is no restriction under the page.

    def less(standing: Standing) -> Standing:
        if isinstance(standing, Grant | Delegation | Presentation):
            return replace(standing, fields=standing.fields - {asked.field.key})
        return standing

    return with_standings(asked, less)


def with_requests(asked: Question, change: Callable[[Request], Request]) -> Question:
    """Change every request."""
    return with_standings(asked, lambda it: change(it) if isinstance(it, Request) else it)


def approve_masked(asked: Question, _: StandingDice) -> Question:
    """Approve masked whatever was approved in full."""
    masked = {Form.FULL: Form.MASKED}
    return with_requests(
        asked,
        lambda it: replace(it, forms={key: masked.get(at, at) for key, at in it.forms.items()}),
    )


def withdraw_consent(asked: Question, _: StandingDice) -> Question:
    """Let the first holder withdraw the whole answer."""
    return with_requests(
        asked,
        lambda it: replace(it, consents={who: at for who, at in it.consents.items() if who > 1}),
    )


def consent_less(asked: Question, _: StandingDice) -> Question:
    """Take the field from every answer."""
    key = {asked.field.key}
    return with_requests(
        asked,
        lambda it: replace(
            it,
            consents={
                who: replace(at, fields=at.fields - key, separate=at.separate - key)
                for who, at in it.consents.items()
            },
        ),
    )


def untick(asked: Question, _: StandingDice) -> Question:
    """Let no field be ticked by itself."""
    return with_requests(
        asked,
        lambda it: replace(
            it,
            consents={who: replace(at, separate=frozenset()) for who, at in it.consents.items()},
        ),
    )


def drop_waiver(asked: Question, _: StandingDice) -> Question:
    """Waive nothing."""
    return with_requests(asked, lambda it: replace(it, waiver=None))


RESTRICTIONS: tuple[Restriction, ...] = (
    exempt_field,
    exempt_entry,
    harden_exemption,
    prolong_exemption,
    condition_field,
    condition_entry,
    classify_higher,
    classify_secret,
    demand_assurance,
    disclose_less,
    withhold_by_default,
    forget_ended,
    end_license,
    expire_license,
    postpone_license,
    add_holder,
    close_sharing,
    lapse_law,
    lower_assurance,
    drop_purpose,
    end_guardianship,
    stop,
    close_window,
    use_up,
    list_less,
    approve_masked,
    withdraw_consent,
    consent_less,
    untick,
    drop_waiver,
)
