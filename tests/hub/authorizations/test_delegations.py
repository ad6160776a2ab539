"""Giving, passing on, approving and ending delegations: who may, and what is left behind."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hub.audit.call import KeyReused
from hub.authorizations import refusals as common
from hub.authorizations.delegations import refusals
from hub.authorizations.delegations.model import Delegation
from hub.authorizations.delegations.rules import state_of
from hub.authorizations.delegations.standing import facts_of, running_delegation
from hub.authorizations.terms import AuthorizationState
from hub.authorizations.wishes import LicenseKey
from hub.errors import Refusal
from tests.actors import COMPANY
from tests.delegating import (
    CLOSING,
    HOUR,
    NOTHING,
    OPENING,
    add_agent,
    approve,
    declined,
    delegate,
    end,
    known,
    license_of,
    pass_on,
    wish_for,
)
from tests.make import Hub, account_id
from tests.papers import DAY, MOMENT

NOT_THE_HOLDER = ("li", "agent", "guardian", "stranger", "issuer", "teller", "holder_in_office")
NOT_A_PERSON = ("machine", "anonymous")


async def test_who_may_delegate_a_license(laid: Hub) -> None:
    wish = wish_for(laid)
    for who in NOT_THE_HOLDER:
        await declined(laid, delegate(laid, who, wish), common.LicenseNotHeld, "delegate_use")
    for who in NOT_A_PERSON:
        await declined(laid, delegate(laid, who, wish), common.AssuranceNeeded, "delegate_use")
    made = await delegate(laid, "zhang", wish)
    assert (made.depth, made.ordinal, made.matter) == (0, 1, OPENING)
    assert (made.fields, made.approved_at) == (["account", "number", "phone"], MOMENT)


@pytest.mark.parametrize(
    ("who", "kind", "ordinal", "waits"),
    [("li", "joint", 2, False), ("guardian", "child", 1, False), ("agent", "company", 1, True)],
)
async def test_whoever_stands_for_a_holder_delegates_and_a_company_has_to_approve(
    laid: Hub, who: str, kind: str, ordinal: int, *, waits: bool
) -> None:
    made = await delegate(laid, who, wish_for(laid, kind))
    assert (made.ordinal, made.approved_at is None) == (ordinal, waits)
    assert (made.company == laid.world.holders[COMPANY]) is waits


async def test_a_company_is_delegated_by_its_code_and_whoever_represents_it_acts(
    laid: Hub,
) -> None:
    made = await delegate(laid, "zhang", wish_for(laid, person=None, company=COMPANY))
    assert made.delegate_holder == laid.world.holders[COMPANY]
    passed = await pass_on(laid, "agent", made, person=account_id("friend"))
    assert (passed.company, passed.approved_at) == (laid.world.holders[COMPANY], None)
    with pytest.raises(refusals.DelegationNotFound):
        await pass_on(laid, "friend", made)


END_OF_TIME = datetime.max.replace(tzinfo=UTC)
REFUSED: dict[str, tuple[dict[str, Any], type[Refusal]]] = {
    "no field": ({"fields": ()}, common.FieldsMissing),
    "unknown field": ({"fields": ("nothing",)}, common.FieldNotGrantable),
    "work secret": ({"fields": ("number", "dossier")}, common.FieldNotGrantable),
    "exempt, and needed": ({"fields": ("number", "recipe")}, common.FieldNotGrantable),
    "privacy does not yield": ({"fields": ("health",)}, common.FieldNotGrantable),
    "third person": ({"fields": ("inspector",)}, common.FieldNotGrantable),
    "not needed": ({"fields": ("number", "grade")}, refusals.FieldsNotNeeded),
    "no such matter": ({"matter": "nothing"}, refusals.MatterUnknown),
    "over already": ({"valid_until": MOMENT}, common.AuthorizationPeriodInvalid),
    "backwards": ({"valid_from": MOMENT + 2 * DAY}, common.AuthorizationPeriodInvalid),
    "at the end of time": ({"valid_from": END_OF_TIME}, common.AuthorizationPeriodInvalid),
    "too long": ({"valid_until": MOMENT + timedelta(367)}, common.AuthorizationPeriodInvalid),
    "no cause": ({"cause": "  "}, common.CauseInvalid),
    "to nobody": ({"person": None}, refusals.DelegateInvalid),
    "to two": ({"company": COMPANY}, refusals.DelegateInvalid),
    "to self": ({"person": account_id("zhang")}, refusals.DelegateInvalid),
    "to a machine": ({"person": account_id("machine")}, refusals.DelegateInvalid),
    "to no account": ({"person": NOTHING}, refusals.DelegateInvalid),
    "to no company": (
        {"person": None, "company": "91519999MA9900036C"},
        refusals.DelegateInvalid,
    ),
    "absent": ({"license": LicenseKey(NOTHING, NOTHING)}, common.LicenseNotHeld),
}


async def test_what_is_no_delegation(laid: Hub) -> None:
    for said, expected in REFUSED.values():
        wish = wish_for(laid, **said)
        await declined(laid, delegate(laid, "zhang", wish), expected, "delegate_use")
    own = wish_for(laid, "company", person=None, company=COMPANY)
    await declined(laid, delegate(laid, "agent", own), refusals.DelegateInvalid, "delegate_use")


async def test_fields_that_are_not_needed_are_named(laid: Hub) -> None:
    wish = wish_for(laid, fields=("number", "grade", "seats"))
    with pytest.raises(refusals.FieldsNotNeeded) as caught:
        await delegate(laid, "zhang", wish)
    assert caught.value.facts == {"keys": "grade, seats"}


@pytest.mark.parametrize(
    ("kind", "entry", "expected"),
    [
        ("cancelled", "permit", common.LicenseEnded),
        ("expired", "permit", common.LicenseEnded),
        ("plain", "closed", common.EntryNotShared),
    ],
)
async def test_which_licenses_are_not_delegated(
    laid: Hub, kind: str, entry: str, expected: type[Refusal]
) -> None:
    wish = wish_for(laid, kind, entry)
    await declined(laid, delegate(laid, "zhang", wish), expected, "delegate_use")


async def test_a_matter_ends_with_its_scenario(laid: Hub) -> None:
    await laid.change("UPDATE scenario SET retired_at = now()")
    wish = wish_for(laid)
    await declined(laid, delegate(laid, "zhang", wish), refusals.MatterUnknown, "delegate_use")


async def test_below_real_person_nothing_is_delegated_or_approved(laid: Hub) -> None:
    wish, company = wish_for(laid), await delegate(laid, "agent", wish_for(laid, "company"))
    for level in (0, 1, 2):
        await declined(
            laid,
            delegate(laid, "zhang", wish, assurance=level),
            common.AssuranceNeeded,
            "delegate_use",
        )
        await declined(
            laid,
            approve(laid, "agent", company, assurance=level),
            common.AssuranceNeeded,
            "approve_delegation",
        )


async def test_a_key_gives_one_delegation_however_often_it_comes(laid: Hub) -> None:
    wish = wish_for(laid)
    made = [await delegate(laid, "zhang", wish, key="k") for _ in range(3)]
    assert len({it.id for it in made}) == 1
    assert len(await laid.rows("SELECT FROM delegation")) == 1
    other = wish_for(laid, fields=("number",))
    await declined(laid, delegate(laid, "zhang", other, key="k"), KeyReused, "delegate_use")


WIDER: dict[str, dict[str, Any]] = {
    "license": {"kind": "joint"},
    "matter": {"matter": CLOSING},
    "fields": {"fields": ("number", "home")},
    "window": {"valid_until": MOMENT + 2 * DAY},
}


async def test_a_delegate_passes_on_no_more_than_was_delegated(laid: Hub) -> None:
    parent = await delegate(laid, "zhang", wish_for(laid))
    for part, said in WIDER.items():
        changed = dict(said)
        if "kind" in changed:
            changed = {"license": license_of(laid, changed.pop("kind"))}
        await declined(
            laid,
            pass_on(laid, "friend", parent, **changed),
            refusals.NotNarrower,
            "delegate_use",
        )
        with pytest.raises(refusals.NotNarrower) as caught:
            await pass_on(laid, "friend", parent, **changed)
        assert caught.value.facts == {"part": part}
    early = await delegate(laid, "zhang", wish_for(laid, valid_from=MOMENT + HOUR))
    at = MOMENT + 2 * HOUR
    await declined(
        laid,
        pass_on(laid, "friend", early, valid_from=MOMENT, moment=at),
        refusals.NotNarrower,
        "delegate_use",
    )
    narrower = await pass_on(laid, "friend", parent, fields=("number",))
    assert (narrower.parent_id, narrower.depth) == (parent.id, 1)


async def test_only_a_running_delegates_own_delegation_is_passed_on(laid: Hub) -> None:
    parent = await delegate(laid, "zhang", wish_for(laid, valid_from=MOMENT + HOUR))
    late, over = MOMENT + 2 * HOUR, MOMENT + DAY
    for who, said, expected in (
        ("stranger", {"moment": late}, refusals.DelegationNotFound),
        ("zhang", {"moment": late}, refusals.DelegationNotFound),
        ("friend", {}, refusals.DelegationNotRunning),
        ("friend", {"moment": over, "valid_until": over + DAY}, refusals.DelegationNotRunning),
        ("friend", {"moment": late, "person": account_id("friend")}, refusals.DelegateInvalid),
        ("friend", {"moment": late, "person": account_id("zhang")}, refusals.DelegateInvalid),
        ("friend", {"moment": late, "assurance": 2}, common.AssuranceNeeded),
    ):
        await declined(
            laid,
            pass_on(laid, who, parent, **said),
            expected,
            "delegate_use",
        )
    assert (await pass_on(laid, "friend", parent, moment=late)).depth == 1


async def test_delegations_are_built_so_deep_and_no_deeper(laid: Hub) -> None:
    first = await delegate(laid, "zhang", wish_for(laid))
    second = await pass_on(laid, "friend", first)
    third = await pass_on(laid, "stranger", second, person=account_id("teller"))
    await declined(
        laid,
        pass_on(laid, "teller", third, person=account_id("issuer")),
        refusals.DelegationTooDeep,
        "delegate_use",
    )


async def test_a_stopped_license_stops_what_was_delegated_before(laid: Hub) -> None:
    parent = await delegate(laid, "zhang", wish_for(laid))
    await laid.change(
        "UPDATE license SET sequence = sequence + 1, last_stop = sequence + 1 WHERE id = :id",
        id=parent.license_id,
    )
    await declined(
        laid,
        pass_on(laid, "friend", parent),
        refusals.DelegationNotRunning,
        "delegate_use",
    )


async def test_a_delegate_acts_in_one_matter_and_only_while_it_runs(laid: Hub) -> None:
    made = await delegate(laid, "zhang", wish_for(laid))

    async def acting(
        who: str, matter: str | None = OPENING, *, moment: datetime = MOMENT
    ) -> Delegation:
        call = await laid.call(who, moment=moment)
        async with call.act("act", wish=None) as act:
            return await running_delegation(act.db, call, made.holder_key, made.id, matter)

    assert (await acting("friend")).id == made.id
    await declined(laid, acting("friend", CLOSING), refusals.MatterNotDelegated, "act")
    await declined(laid, acting("zhang"), refusals.DelegationNotFound, "act")
    over = MOMENT + DAY
    await declined(laid, acting("friend", moment=over), refusals.DelegationNotRunning, "act")
    await laid.change(
        "INSERT INTO holder_end VALUES (:holder, 'DEATH', now(), :by, now())",
        holder=made.holder_key,
        by=account_id("issuer"),
    )
    await declined(laid, acting("friend"), common.HolderEnded, "act")


async def test_a_company_approves_by_another_of_its_representatives(laid: Hub) -> None:
    made = await delegate(laid, "agent", wish_for(laid, "company"))
    await declined(
        laid, pass_on(laid, "friend", made), refusals.DelegationNotRunning, "delegate_use"
    )
    for who in ("friend", "zhang", "stranger", "guardian", "issuer", "teller"):
        await declined(
            laid,
            approve(laid, who, made),
            refusals.DelegationNotFound,
            "approve_delegation",
        )
    await add_agent(laid, "li")
    await declined(laid, approve(laid, "agent", made), refusals.OwnProposal, "approve_delegation")
    later = MOMENT + HOUR
    approved = await approve(laid, "li", made, moment=later)
    assert (approved.approved_by, approved.approved_at) == (account_id("li"), later)
    again = await approve(laid, "li", made, moment=later + HOUR)
    assert again.approved_at == later
    passed = await pass_on(laid, "friend", made, moment=later)
    assert passed.approved_at == later


async def test_the_only_representative_approves_in_an_act_of_its_own(laid: Hub) -> None:
    made = await delegate(laid, "agent", wish_for(laid, "company"))
    assert state_of(facts_of(made), MOMENT) is AuthorizationState.ASKED
    approved = await approve(laid, "agent", made, key="a")
    assert state_of(facts_of(approved), MOMENT) is AuthorizationState.RUNNING


async def test_nothing_is_approved_that_could_not_be_given(laid: Hub) -> None:
    ended = await delegate(laid, "agent", wish_for(laid, "company"))
    await end(laid, "agent", ended)
    over = await delegate(laid, "agent", wish_for(laid, "company"))
    parent = await delegate(laid, "zhang", wish_for(laid, person=None, company=COMPANY))
    built = await pass_on(laid, "agent", parent, person=account_id("friend"))
    personal = await delegate(laid, "zhang", wish_for(laid))
    for made, said, expected in (
        (ended, {}, refusals.DelegationNotRunning),
        (over, {"moment": MOMENT + DAY}, refusals.DelegationNotRunning),
        (personal, {}, refusals.DelegationNotFound),
    ):
        await declined(
            laid,
            approve(laid, "agent", made, **said),
            expected,
            "approve_delegation",
        )
    await laid.change("UPDATE delegation SET ended_at = now() WHERE id = :id", id=parent.id)
    await declined(
        laid,
        approve(laid, "agent", built),
        refusals.DelegationNotRunning,
        "approve_delegation",
    )


async def test_what_is_held_is_given_by_the_living(laid: Hub) -> None:
    made = await delegate(laid, "agent", wish_for(laid, "company"))
    await laid.change(
        "INSERT INTO holder_end VALUES (:holder, 'DISSOLUTION', now(), :by, now())",
        holder=laid.world.holders[COMPANY],
        by=account_id("issuer"),
    )
    await declined(laid, approve(laid, "agent", made), common.HolderEnded, "approve_delegation")
    to_dissolved = wish_for(laid, person=None, company=COMPANY)
    await declined(
        laid,
        delegate(laid, "zhang", to_dissolved),
        refusals.DelegateInvalid,
        "delegate_use",
    )
    call = await laid.call("zhang")
    assert (await known(laid, call)).scenarios.matter(OPENING) is not None
