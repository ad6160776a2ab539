"""Giving and withdrawing grants: who may, what is refused, and what is left behind."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from hub.audit.call import KeyReused
from hub.authorizations import refusals as common
from hub.authorizations.grants import refusals
from hub.authorizations.grants.commands import grant_use, withdraw_grant
from hub.authorizations.grants.model import UseGrant
from hub.authorizations.grants.wishes import GrantUse, WithdrawGrant
from hub.authorizations.wishes import LicenseKey
from hub.errors import Refusal
from tests.actors import BANK
from tests.make import Hub, account_id
from tests.papers import DAY, MOMENT

GRANTS = "SELECT * FROM use_grant ORDER BY id"
AUDITED = "SELECT act, subject, outcome, account_id FROM audit_entry ORDER BY id DESC LIMIT 1"
NOTHING = UUID(int=1)


def wish_for(hub: Hub, kind: str = "plain", entry: str = "permit", **said: object) -> GrantUse:
    """Make a wish that is well in every way."""
    holder_key, license_id, _ = hub.world.places[hub.world.paper(kind, entry).number]
    made = GrantUse(
        license=LicenseKey(holder_key, license_id),
        fields=("number", "phone", "account"),
        organization=BANK,
        valid_until=MOMENT + DAY,
        cause="核对示例资料",
    )
    return replace(made, **said)


async def give(hub: Hub, who: str, wish: GrantUse, **said: Any) -> UseGrant:  # noqa: ANN401 - passed on
    """Let somebody give a grant."""
    call = await hub.call(who, assurance=said.pop("assurance", None))
    return await grant_use(call, await hub.reading.current_catalog(call), wish, **said)


async def declined(
    hub: Hub, act: Callable[[], Awaitable[object]], expected: type[Refusal], name: str
) -> None:
    """Expect a refusal in two languages that is recorded and changes nothing."""
    before = await hub.rows(GRANTS)
    with pytest.raises(expected) as caught:
        await act()
    assert caught.value.message_zh != caught.value.message_en
    assert "{" not in caught.value.message_zh + caught.value.message_en
    assert await hub.rows(GRANTS) == before
    ((recorded, _, outcome, _),) = await hub.rows(AUDITED)
    assert (recorded, outcome) == (name, expected.__name__)


WHO = {
    "zhang": None,
    "li": common.LicenseNotHeld,
    "agent": common.LicenseNotHeld,
    "guardian": common.LicenseNotHeld,
    "stranger": common.LicenseNotHeld,
    "issuer": common.LicenseNotHeld,
    "teller": common.LicenseNotHeld,
    "holder_in_office": common.LicenseNotHeld,
    "machine": common.AssuranceNeeded,
    "anonymous": common.AssuranceNeeded,
}


@pytest.mark.parametrize("who", WHO)
async def test_who_may_give_a_grant(hub: Hub, who: str) -> None:
    expected, wish = WHO[who], wish_for(hub)
    if expected is not None:
        await declined(hub, lambda: give(hub, who, wish), expected, "grant_use")
        return
    made = await give(hub, who, wish)
    assert (made.ordinal, made.fields) == (1, ["account", "number", "phone"])
    recorded = await hub.rows(AUDITED)
    assert recorded == [("grant_use", str(made.id), "DONE", account_id(who))]


@pytest.mark.parametrize(("who", "kind"), [("li", "joint"), ("agent", "company")])
async def test_a_second_holder_and_an_agent_give_for_whom_they_stand(
    hub: Hub, who: str, kind: str
) -> None:
    made = await give(hub, who, wish_for(hub, kind))
    assert made.ordinal == (2 if who == "li" else 1)


REFUSED: dict[str, tuple[dict[str, Any], type[Refusal]]] = {
    "no field": ({"fields": ()}, common.FieldsMissing),
    "unknown field": ({"fields": ("nothing",)}, common.FieldNotGrantable),
    "work secret": ({"fields": ("number", "dossier")}, common.FieldNotGrantable),
    "exempt": ({"fields": ("recipe",)}, common.FieldNotGrantable),
    "third person": ({"fields": ("inspector",)}, common.FieldNotGrantable),
    "over already": ({"valid_until": MOMENT}, common.AuthorizationPeriodInvalid),
    "backwards": ({"valid_from": MOMENT + 2 * DAY}, common.AuthorizationPeriodInvalid),
    "too long": ({"valid_until": MOMENT + timedelta(1099)}, common.AuthorizationPeriodInvalid),
    "no use": ({"max_uses": 0}, refusals.UsesInvalid),
    "too many uses": ({"max_uses": 1_000_001}, refusals.UsesInvalid),
    "no cause": ({"cause": "  "}, common.CauseInvalid),
    "long cause": ({"cause": "示" * 201}, common.CauseInvalid),
    "to nobody": ({"organization": None}, refusals.GranteeInvalid),
    "to two": ({"person": account_id("friend")}, refusals.GranteeInvalid),
    "to self": ({"organization": None, "person": account_id("zhang")}, refusals.GranteeInvalid),
    "to no account": ({"organization": None, "person": NOTHING}, refusals.GranteeInvalid),
    "to no organization": ({"organization": "11519999MB5190034Q"}, refusals.GranteeInvalid),
    "absent": ({"license": LicenseKey(NOTHING, NOTHING)}, common.LicenseNotHeld),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_what_is_no_grant(hub: Hub, name: str) -> None:
    said, expected = REFUSED[name]
    wish = wish_for(hub, **said)
    await declined(hub, lambda: give(hub, "zhang", wish), expected, "grant_use")


@pytest.mark.parametrize(
    ("kind", "entry", "expected"),
    [
        ("cancelled", "permit", common.LicenseEnded),
        ("expired", "permit", common.LicenseEnded),
        ("plain", "closed", common.EntryNotShared),
        ("plain", "withdrawn", common.EntryNotShared),
    ],
)
async def test_which_licenses_are_not_granted(
    hub: Hub, kind: str, entry: str, expected: type[Refusal]
) -> None:
    wish = wish_for(hub, kind, entry)
    await declined(hub, lambda: give(hub, "zhang", wish), expected, "grant_use")


@pytest.mark.parametrize("level", [0, 1, 2])
async def test_below_real_person_nothing_is_given_away(hub: Hub, level: int) -> None:
    wish = wish_for(hub)
    expected = common.AssuranceNeeded
    await declined(hub, lambda: give(hub, "zhang", wish, assurance=level), expected, "grant_use")


async def test_a_key_gives_one_grant_however_often_it_comes(hub: Hub) -> None:
    wish, before = wish_for(hub), len(await hub.rows(GRANTS))
    made = [await give(hub, "zhang", wish, key="k") for _ in range(3)]
    assert len({it.id for it in made}) == 1
    assert len(await hub.rows(GRANTS)) == before + 1
    other = replace(wish, fields=("number",))
    await declined(hub, lambda: give(hub, "zhang", other, key="k"), KeyReused, "grant_use")
    fresh = await give(hub, "li", wish_for(hub, "joint"), key="k")
    assert fresh.id != made[0].id


WITHDRAWING = {who: refusals.GrantNotFound for who in WHO if who != "zhang"}


@pytest.mark.parametrize("who", WITHDRAWING)
async def test_only_who_gave_a_grant_withdraws_it(hub: Hub, who: str) -> None:
    made = await give(hub, "zhang", wish_for(hub))
    wish = WithdrawGrant(made.holder_key, made.id)
    call = await hub.call(who)
    await declined(hub, lambda: withdraw_grant(call, wish), WITHDRAWING[who], "withdraw_grant")
    absent = WithdrawGrant(made.holder_key, NOTHING)
    await declined(hub, lambda: withdraw_grant(call, absent), WITHDRAWING[who], "withdraw_grant")


async def test_a_withdrawal_is_final_and_keeps_its_moment(hub: Hub) -> None:
    made = await give(hub, "zhang", wish_for(hub))
    wish = WithdrawGrant(made.holder_key, made.id)
    first = await withdraw_grant(await hub.call("zhang"), wish, key="w")
    later = await hub.call("zhang", moment=MOMENT + DAY)
    again = await withdraw_grant(later, wish, key="w")
    once_more = await withdraw_grant(later, wish)
    assert first.withdrawn_at == again.withdrawn_at == once_more.withdrawn_at == MOMENT
