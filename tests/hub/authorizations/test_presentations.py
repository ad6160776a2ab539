"""Showing a license by a code, and redeeming it: who may, once, and in time."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from hub.audit.call import KeyReused
from hub.authorizations import refusals as common
from hub.authorizations.delegations import refusals as delegations
from hub.authorizations.presentations import refusals
from hub.authorizations.presentations.commands.end import end_presentation
from hub.authorizations.presentations.facts import PresentationFacts
from hub.authorizations.presentations.model import Presentation
from hub.authorizations.presentations.rules import state_of
from hub.authorizations.presentations.wishes import PresentationKey
from hub.authorizations.terms import AuthorizationState
from hub.authorizations.wishes import LicenseKey
from hub.errors import Refusal
from hub.policy.purpose import PurposeInvalid
from tests.actors import APPLICATION, BANK
from tests.delegating import (
    HOUR,
    NOTHING,
    STREET,
    WINDOW,
    declined,
    delegate,
    end,
    key_of,
    lay_scenarios,
    wish_for,
)
from tests.make import Hub, World, account_id, open_hub
from tests.papers import MOMENT
from tests.showing import SECOND, code_of, codes_of, redeem, show, show_of

MINUTE = timedelta(minutes=1)


def told(shown: Presentation, moment: Any = MOMENT) -> AuthorizationState:  # noqa: ANN401 - a moment
    """Return where a presentation stands."""
    facts = {name: getattr(shown, name) for name in PresentationFacts.__struct_fields__}
    return state_of(PresentationFacts(**facts), moment)


async def test_who_may_show_a_license(laid: Hub) -> None:
    for who in ("li", "agent", "guardian", "friend", "issuer", "teller", "holder_in_office"):
        act = show(laid, who, show_of(laid))
        await declined(laid, act, common.LicenseNotHeld, "present_license")
    for who in ("machine", "anonymous"):
        act = show(laid, who, show_of(laid))
        await declined(laid, act, common.AssuranceNeeded, "present_license")
    for level in (0, 1, 2):
        act = show(laid, "zhang", show_of(laid), assurance=level)
        await declined(laid, act, common.AssuranceNeeded, "present_license")
    for who, kind, ordinal in (
        ("zhang", "plain", 1),
        ("li", "joint", 2),
        ("agent", "company", 1),
        ("guardian", "child", 1),
    ):
        shown = await show(laid, who, show_of(laid, kind))
        assert (shown.ordinal, shown.application) == (ordinal, APPLICATION)
        assert shown.expires_at == MOMENT + MINUTE


REFUSED: dict[str, tuple[dict[str, Any], type[Refusal]]] = {
    "no field": ({"fields": ()}, common.FieldsMissing),
    "unknown field": ({"fields": ("nothing",)}, common.FieldNotGrantable),
    "work secret": ({"fields": ("number", "dossier")}, common.FieldNotGrantable),
    "exempt": ({"fields": ("recipe",)}, common.FieldNotGrantable),
    "privacy does not yield": ({"fields": ("health",)}, common.FieldNotGrantable),
    "third person": ({"fields": ("inspector",)}, common.FieldNotGrantable),
    "absent": ({"license": LicenseKey(NOTHING, NOTHING)}, common.LicenseNotHeld),
}


async def test_what_is_not_shown(laid: Hub) -> None:
    for said, expected in REFUSED.values():
        act = show(laid, "zhang", show_of(laid, **said))
        await declined(laid, act, expected, "present_license")
    for kind, entry, expected in (
        ("cancelled", "permit", common.LicenseEnded),
        ("expired", "permit", common.LicenseEnded),
        ("plain", "closed", common.EntryNotShared),
    ):
        act = show(laid, "zhang", show_of(laid, kind, entry))
        await declined(laid, act, expected, "present_license")


async def test_licenses_are_shown_in_recognized_applications_alone(laid: Hub) -> None:
    expected = refusals.ApplicationNotRecognized
    for client in (None, "another", APPLICATION.upper(), f"{APPLICATION} "):
        act = show(laid, "zhang", show_of(laid), client=client)
        await declined(laid, act, expected, "present_license")
    shown = await show(laid, "zhang", show_of(laid))
    await laid.change("UPDATE showing_application SET withdrawn_at = now()")
    await declined(laid, show(laid, "zhang", show_of(laid)), expected, "present_license")
    code = code_of(laid, shown)
    await declined(laid, redeem(laid, "teller", code), expected, "redeem_presentation")


async def test_a_key_shows_once_and_gives_the_same_code_again(laid: Hub) -> None:
    first, again = [await show(laid, "zhang", show_of(laid), key="k") for _ in range(2)]
    assert code_of(laid, first) == code_of(laid, again)
    other = show(laid, "zhang", show_of(laid, fields=("number",)), key="k")
    await declined(laid, other, KeyReused, "present_license")


async def test_a_code_is_redeemed_once(laid: Hub) -> None:
    shown = await show(laid, "zhang", show_of(laid))
    assert told(shown) is AuthorizationState.WAITING
    code, moment = code_of(laid, shown), MOMENT + 30 * SECOND
    redeemed = await redeem(laid, "teller", code, moment=moment, key="r")
    assert (redeemed.redeemed_by, redeemed.scenario) == (account_id("teller"), WINDOW)
    assert redeemed.redeemed_for == laid.world.ids[BANK]
    assert (redeemed.case_number, redeemed.cause) == ("2026-1", "核验")
    assert redeemed.valid_until == moment + 5 * MINUTE
    assert told(redeemed, moment) is AuthorizationState.RUNNING
    assert told(redeemed, moment + 5 * MINUTE) is AuthorizationState.USED_UP
    again = await redeem(laid, "teller", code, moment=moment, key="r")
    assert again.id == redeemed.id
    for who in ("teller", "holder_in_office"):
        act = redeem(laid, who, code, moment=moment)
        await declined(laid, act, refusals.PresentationRedeemed, "redeem_presentation")


async def test_who_may_redeem_a_code(laid: Hub) -> None:
    code = code_of(laid, await show(laid, "zhang", show_of(laid)))
    for who in ("zhang", "li", "agent", "friend", "machine", "anonymous"):
        act = redeem(laid, who, code)
        await declined(laid, act, refusals.OfficialNeeded, "redeem_presentation")
    for level in (0, 1):
        act = redeem(laid, "teller", code, assurance=level)
        await declined(laid, act, refusals.OfficialNeeded, "redeem_presentation")
    for who, scenario in (("issuer", WINDOW), ("teller", STREET), ("teller", "nothing")):
        act = redeem(laid, who, code, scenario=scenario)
        await declined(laid, act, refusals.ScenarioNotRegistered, "redeem_presentation")
    for said in ({"cause": " "}, {"cause": "示" * 201}, {"case_number": ""}):
        act = redeem(laid, "teller", code, **said)
        await declined(laid, act, PurposeInvalid, "redeem_presentation")
    await laid.change("UPDATE scenario SET retired_at = now() WHERE code = :code", code=STREET)
    act = redeem(laid, "issuer", code, scenario=STREET)
    await declined(laid, act, refusals.ScenarioNotRegistered, "redeem_presentation")
    assert (await redeem(laid, "teller", code, assurance=2)).redeemed_at == MOMENT


async def test_an_office_for_anything_else_redeems_nothing(laid: Hub) -> None:
    code = code_of(laid, await show(laid, "zhang", show_of(laid)))
    await laid.change("UPDATE office SET role = 'AUDITOR'")
    act = redeem(laid, "teller", code)
    await declined(laid, act, refusals.OfficialNeeded, "redeem_presentation")


async def test_a_code_that_never_was_and_one_that_is_absent_answer_alike(laid: Hub) -> None:
    shown = await show(laid, "zhang", show_of(laid))
    code, codes = code_of(laid, shown), codes_of(laid)
    swapped = "A" if code[5] != "A" else "B"
    forged = (
        "",
        "none-of-ours",
        "亮证码",
        code[:-1],
        code + "A",
        code[:5] + swapped + code[6:],
        codes.code(shown.holder_key, NOTHING),
        codes.code(NOTHING, shown.id),
        codes.pass_text(shown.holder_key, shown.id),
        laid.id_of(laid.world.paper("plain")),
    )
    for text in forged:
        act = redeem(laid, "teller", text)
        await declined(laid, act, refusals.PresentationNotFound, "redeem_presentation")
    assert (await redeem(laid, "teller", code)).id == shown.id


async def test_a_code_is_no_id(laid: Hub) -> None:
    shown = await show(laid, "zhang", show_of(laid))
    query = "query ($id: ID!) { node(id: $id) { id } }"
    answer = await laid.ask("zhang", query, id=code_of(laid, shown))
    assert answer["errors"][0]["extensions"]["code"] == "IdInvalid"


async def test_a_code_lives_for_a_minute(laid: Hub) -> None:
    shown = await show(laid, "zhang", show_of(laid))
    code, over = code_of(laid, shown), MOMENT + MINUTE
    act = redeem(laid, "teller", code, moment=over)
    await declined(laid, act, refusals.PresentationExpired, "redeem_presentation")
    assert told(shown, over) is AuthorizationState.EXPIRED
    assert (await redeem(laid, "teller", code, moment=over - SECOND)).id == shown.id


async def stop(hub: Hub, who: str, shown: Presentation, **said: Any) -> Presentation:  # noqa: ANN401 - passed on
    """Let somebody stop showing."""
    call = await hub.call(who, **said)
    return await end_presentation(call, PresentationKey(shown.holder_key, shown.id))


async def test_only_who_shows_a_license_stops_showing_it(laid: Hub) -> None:
    shown = await show(laid, "zhang", show_of(laid))
    for who in ("li", "agent", "guardian", "teller", "issuer", "machine", "anonymous"):
        act = stop(laid, who, shown)
        await declined(laid, act, refusals.PresentationNotFound, "end_presentation")
    stopped = await stop(laid, "zhang", shown)
    assert (stopped.ended_at, told(stopped)) == (MOMENT, AuthorizationState.WITHDRAWN)
    assert (await stop(laid, "zhang", shown, moment=MOMENT + HOUR)).ended_at == MOMENT
    act = redeem(laid, "teller", code_of(laid, shown))
    await declined(laid, act, refusals.PresentationExpired, "redeem_presentation")


async def test_a_delegate_shows_in_the_matter_and_window_alone(laid: Hub) -> None:
    until = MOMENT + 3 * MINUTE
    given = await delegate(laid, "zhang", wish_for(laid, valid_until=until))
    wish = show_of(laid, delegation=key_of(given))
    for who, said, expected in (
        ("stranger", {}, delegations.DelegationNotFound),
        ("zhang", {}, delegations.DelegationNotFound),
        ("friend", {"moment": until}, delegations.DelegationNotRunning),
        ("friend", {"assurance": 2}, common.AssuranceNeeded),
    ):
        await declined(laid, show(laid, who, wish, **said), expected, "present_license")
    other = show_of(laid, "joint", delegation=key_of(given))
    more = show_of(laid, fields=("number", "home"), delegation=key_of(given))
    for wider in (other, more):
        act = show(laid, "friend", wider)
        await declined(laid, act, delegations.NotNarrower, "present_license")
    shown = await show(laid, "friend", wish)
    act = redeem(laid, "issuer", code_of(laid, shown), scenario=STREET)
    await declined(laid, act, refusals.ShownForAnotherMatter, "redeem_presentation")
    redeemed = await redeem(laid, "teller", code_of(laid, shown))
    assert (redeemed.delegation_id, redeemed.valid_until) == (given.id, until)


async def test_what_a_delegate_shows_ends_with_the_delegation(laid: Hub) -> None:
    given = await delegate(laid, "zhang", wish_for(laid))
    wish = show_of(laid, delegation=key_of(given))
    waiting, looked_at = [await show(laid, "friend", wish) for _ in range(2)]
    await redeem(laid, "teller", code_of(laid, looked_at))
    await end(laid, "zhang", given)
    assert await laid.rows("SELECT DISTINCT ended_at FROM presentation") == [(MOMENT,)]
    act = redeem(laid, "teller", code_of(laid, waiting))
    await declined(laid, act, refusals.PresentationExpired, "redeem_presentation")
    late = await delegate(laid, "zhang", wish_for(laid, valid_until=MOMENT + 30 * SECOND))
    shown = await show(laid, "friend", show_of(laid, delegation=key_of(late)))
    act = redeem(laid, "teller", code_of(laid, shown), moment=MOMENT + 40 * SECOND)
    await declined(laid, act, refusals.PresentationExpired, "redeem_presentation")


@pytest.fixture
async def busy(province_database: str, world: World) -> AsyncIterator[Hub]:
    """A hub with many connections."""
    async with open_hub(province_database, world, connections=20) as opened:
        await lay_scenarios(opened)
        yield opened


async def test_of_sixteen_at_the_same_time_one_redeems(busy: Hub) -> None:
    for _ in range(3):
        code = code_of(busy, await show(busy, "zhang", show_of(busy)))
        officials = ["teller", "holder_in_office"] * 8
        acts = [redeem(busy, who, code) for who in officials]
        told = await asyncio.gather(*acts, return_exceptions=True)
        assert sum(isinstance(it, Presentation) for it in told) == 1
        assert sum(isinstance(it, refusals.PresentationRedeemed) for it in told) == 15
    recorded = "SELECT count(*) FROM audit_entry WHERE outcome = 'PresentationRedeemed'"
    assert await busy.rows(recorded) == [(45,)]
