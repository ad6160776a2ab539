"""A phone without a network shows a license by codes that it signs; the hub redeems each once."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, OctKey
from msgspec.structs import replace

from hub.audit.call import KeyReused
from hub.authorizations import refusals as common
from hub.authorizations.delegations import refusals as delegations
from hub.authorizations.presentations import offline, refusals
from hub.authorizations.presentations.commands import redeem as redeeming
from hub.authorizations.presentations.commands.end import end_offline
from hub.authorizations.presentations.facts import PassFacts
from hub.authorizations.presentations.model import OfflinePass, Presentation
from hub.authorizations.presentations.rules import state_of_pass
from hub.authorizations.presentations.wishes import PresentationKey, PublicKey
from hub.authorizations.terms import AuthorizationState
from tests.delegating import (
    HOUR,
    NOTHING,
    STREET,
    declined,
    delegate,
    end,
    key_of,
    lay_scenarios,
    wish_for,
)
from tests.make import Hub, World, account_id, open_hub
from tests.papers import MOMENT
from tests.showing import SECOND, Phone, codes_of, encoded, name_of, prepare, redeem, show_of

MINUTE = timedelta(minutes=1)


def told(prepared: OfflinePass, moment: Any = MOMENT) -> AuthorizationState:  # noqa: ANN401 - a moment
    """Return where a pass stands."""
    facts = {name: getattr(prepared, name) for name in PassFacts.__struct_fields__}
    return state_of_pass(PassFacts(**facts), moment)


async def test_who_may_prepare_a_phone(laid: Hub) -> None:
    phone = Phone()
    for who in ("li", "agent", "guardian", "friend", "issuer", "teller"):
        act = prepare(laid, who, phone)
        await declined(laid, act, common.LicenseNotHeld, "prepare_offline")
    for who in ("machine", "anonymous"):
        await declined(laid, prepare(laid, who, phone), common.AssuranceNeeded, "prepare_offline")
    act = prepare(laid, "zhang", phone, assurance=2)
    await declined(laid, act, common.AssuranceNeeded, "prepare_offline")
    for hours in (-1, 0, 25):
        act = prepare(laid, "zhang", phone, hours=hours)
        await declined(laid, act, refusals.HoursInvalid, "prepare_offline")
    act = prepare(laid, "zhang", phone, show=show_of(laid, fields=("recipe",)))
    await declined(laid, act, common.FieldNotGrantable, "prepare_offline")
    made = [await prepare(laid, "zhang", phone, key="p") for _ in range(2)]
    assert made[0].id == made[1].id
    act = prepare(laid, "zhang", phone, key="p", hours=5)
    await declined(laid, act, KeyReused, "prepare_offline")
    assert made[0].valid_until == MOMENT + 4 * HOUR
    assert told(made[0]) is AuthorizationState.RUNNING
    assert told(made[0], MOMENT + 4 * HOUR) is AuthorizationState.EXPIRED
    await laid.change("UPDATE showing_application SET withdrawn_at = now()")
    act = prepare(laid, "zhang", phone)
    await declined(laid, act, refusals.ApplicationNotRecognized, "prepare_offline")


FULL, SHORT = "A" * 43, "A" * 40
GOOD = Phone().public
KEYS = {
    "a point off the curve": PublicKey("EC", "P-256", FULL, FULL),
    "half a point": PublicKey("EC", "P-256", GOOD.x),
    "a short point": PublicKey("EC", "P-256", "AAAA", "AAAA"),
    "no base64": PublicKey("EC", "P-256", "é" * 43, "é" * 43),
    "nothing": PublicKey("", "", ""),
    "another curve": PublicKey("EC", "P-384", GOOD.x, GOOD.y),
    "a curve of coins": PublicKey("EC", "secp256k1", GOOD.x, GOOD.y),
    "no curve for signing": PublicKey("OKP", "X25519", FULL),
    "a longer Edwards curve": PublicKey("OKP", "Ed448", "A" * 76),
    "a short Edwards key": PublicKey("OKP", "Ed25519", SHORT),
    "an Edwards key with a point": PublicKey("OKP", "Ed25519", FULL, FULL),
    "a secret": PublicKey("oct", "P-256", FULL),
    "RSA": PublicKey("RSA", "P-256", FULL),
    "a very long one": PublicKey("EC", "P-256", "A" * 100_000, "A" * 100_000),
}


async def test_what_is_no_public_key(laid: Hub) -> None:
    for public in KEYS.values():
        act = prepare(laid, "zhang", Phone(), public_key=public)
        await declined(laid, act, refusals.PublicKeyInvalid, "prepare_offline")


@pytest.mark.parametrize("kind", ["EC", "OKP"])
async def test_a_signed_code_is_redeemed_once(laid: Hub, kind: str) -> None:
    phone = Phone(kind)
    prepared = await prepare(laid, "zhang", phone)
    moment = MOMENT + HOUR
    code = phone.sign(name_of(laid, prepared), moment)
    shown = await redeem(laid, "teller", code, moment=moment + 20 * SECOND, key="r")
    assert (shown.pass_id, shown.given_by) == (prepared.id, account_id("zhang"))
    assert (shown.fields, shown.sequence) == (["number", "phone"], prepared.sequence)
    assert shown.valid_until == moment + 20 * SECOND + 5 * MINUTE
    again = await redeem(laid, "teller", code, moment=moment + 20 * SECOND, key="r")
    assert again.id == shown.id
    act = redeem(laid, "holder_in_office", code, moment=moment + 21 * SECOND)
    await declined(laid, act, refusals.PresentationRedeemed, "redeem_presentation")
    another = phone.sign(name_of(laid, prepared), moment)
    assert (await redeem(laid, "teller", another, moment=moment)).id != shown.id


@pytest.mark.parametrize("kind", ["EC", "OKP"])
async def test_no_attack_on_signed_codes_passes(laid: Hub, kind: str) -> None:
    phone, other = Phone(kind), Phone(kind)
    prepared = await prepare(laid, "zhang", phone)
    theirs = await prepare(laid, "zhang", other)
    name = name_of(laid, prepared)
    for attack, code in attacks(laid, phone, other, name).items():
        before = await laid.rows("SELECT FROM presentation")
        act = redeem(laid, "teller", code)
        await declined(laid, act, refusals.PresentationNotFound, "redeem_presentation")
        assert await laid.rows("SELECT FROM presentation") == before, attack
    stranger = phone.sign(name_of(laid, theirs))
    act = redeem(laid, "teller", stranger)
    await declined(laid, act, refusals.PresentationNotFound, "redeem_presentation")
    assert (await redeem(laid, "teller", phone.sign(name))).pass_id == prepared.id


def attacks(hub: Hub, phone: Phone, other: Phone, name: str) -> dict[str, str]:
    """Write codes that the pass's phone never signed, or not in the one form."""
    good, codes = phone.sign(name), codes_of(hub)
    head, body, signature = good.split(".")
    key = other.key.as_dict(private=False)
    second = "ES256" if phone.algorithm != "ES256" else "Ed25519"

    def under(**header: object) -> str:
        return phone.sign(name, header=header)

    def stating(**claims: Any) -> str:  # noqa: ANN401 - as JSON has them
        return phone.sign(name, **claims)

    return {
        "another key": other.sign(name),
        "no signature": f"{head}.{body}.",
        "no signature and no point": f"{head}.{body}",
        "algorithm none": f"{headed('none')}.{body}.",
        "algorithm None": f"{headed('None')}.{body}.{signature}",
        "another algorithm named": f"{headed(second)}.{body}.{signature}",
        "EdDSA named": f"{headed('EdDSA')}.{body}.{signature}",
        "the public key as a secret": confused(phone, body),
        "a signature cut": good[:-4],
        "a signature of zeros": f"{head}.{body}.{'A' * 86}",
        "a signature doubled": f"{good}{signature}",
        "another body": f"{head}.{other.sign(name).split('.')[1]}.{signature}",
        "another header": f"{headed(phone.algorithm, typ='JWT')}.{body}.{signature}",
        "four parts": f"{good}.{signature}",
        "five parts": f"{head}.{body}.{signature}.{signature}.{signature}",
        "JSON serialization": json.dumps({"payload": body, "signatures": [{"protected": head}]}),
        "nothing but points": "..",
        "a point": ".",
        "spaces": f" {good}",
        "a line break": f"{head}.\n{body}.{signature}",
        "not ASCII": f"{good}é",
        "a long one": f"{head}.{body}{'A' * 4000}.{signature}",
        "a key by header": under(jwk=key),
        "a key by address": under(jku="https://attacker.example/keys"),
        "a certificate by header": under(x5c=["AAAA"]),
        "a certificate by address": under(x5u="https://attacker.example/x"),
        "a named key": under(kid="another"),
        "critical": under(crit=["exp"], exp=1),
        "not encoded": under(b64=False, crit=["b64"]),
        "compressed": under(zip="DEF"),
        "content type": under(cty="JWT"),
        "no type": under(typ=None),
        "an access token's type": under(typ="at+jwt"),
        "the type in capitals": under(typ=offline.TYPE.upper()),
        "the type with a prefix": under(typ=f"application/{offline.TYPE}"),
        "a type that is a list": under(typ=[offline.TYPE]),
        "no pass": stating(**{"pass": None}),
        "another name": stating(**{"pass": name[:-2]}),
        "a code for a pass": stating(**{"pass": codes.code(NOTHING, NOTHING)}),
        "an absent pass": stating(**{"pass": codes.pass_text(NOTHING, NOTHING)}),
        "an empty pass": stating(**{"pass": ""}),
        "a pass that is a number": stating(**{"pass": 1}),
        "a list of passes": stating(**{"pass": [name]}),
        "no issue": stating(iat=None),
        "no end": stating(exp=None),
        "no jti": stating(jti=None),
        "an empty jti": stating(jti=""),
        "a long jti": stating(jti="j" * 129),
        "a jti that is a number": stating(jti=1),
        "times in text": stating(iat=str(int(MOMENT.timestamp()))),
        "times with a fraction": stating(exp=MOMENT.timestamp() + 0.5),
        "a time beyond numbers": stating(exp=10**400),
        "a time before time": stating(iat=-60, exp=0),
        "true for a time": stating(iat=True),
        "one claim more": stating(fields=["number", "phone", "home"]),
        "a body that is a list": phone.seal(b"[]"),
        "a body that is no JSON": phone.seal(b"pass"),
        "no body": phone.seal(b""),
        "a nested code": phone.seal(good.encode()),
        "a deep body": phone.seal(b"[" * 900 + b"]" * 900),
    }


def headed(algorithm: str, typ: str = offline.TYPE) -> str:
    """Encode a header."""
    return encoded(json.dumps({"alg": algorithm, "typ": typ}).encode()).decode()


def confused(phone: Phone, body: str) -> str:
    """Sign by HMAC under the public key, as if it were a secret."""
    secret = OctKey.import_key(json.dumps(phone.key.as_dict(private=False)))
    payload = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
    header = {"alg": "HS256", "typ": offline.TYPE}
    return jws.serialize_compact(header, payload, secret, algorithms=["HS256"])


AT = int(MOMENT.timestamp())
TIMES: dict[str, dict[str, int]] = {
    "a longer life": {"iat": AT, "exp": AT + 61},
    "a life from long ago": {"iat": AT - 3600, "exp": AT + 30},
    "no life": {"iat": AT, "exp": AT},
    "backwards": {"iat": AT + 5, "exp": AT},
    "over": {"iat": AT - 70, "exp": AT - 10},
    "long over": {"iat": 0, "exp": 60},
    "not yet": {"iat": AT + 11, "exp": AT + 60},
    "before the pass": {"iat": AT - 11, "exp": AT + 30},
    "far away": {"iat": 2**39, "exp": 2**39 + 1},
}


def signed(phone: Phone, name: str, times: dict[str, int]) -> str:
    """Sign a code of these times."""
    return phone.sign(name, iat=times["iat"], exp=times["exp"])


async def test_a_signed_code_is_for_now(laid: Hub) -> None:
    phone = Phone()
    name = name_of(laid, await prepare(laid, "zhang", phone))
    for times in TIMES.values():
        act = redeem(laid, "teller", signed(phone, name, times))
        await declined(laid, act, refusals.PresentationExpired, "redeem_presentation")
    for times in ({"iat": AT + 10, "exp": AT + 70}, {"iat": AT - 10, "exp": AT + 1}):
        assert (await redeem(laid, "teller", signed(phone, name, times))).pass_id


async def test_a_pass_ends_with_its_hours_and_its_application(laid: Hub) -> None:
    phone = Phone()
    name = name_of(laid, await prepare(laid, "zhang", phone, hours=1))
    over = MOMENT + HOUR
    act = redeem(laid, "teller", phone.sign(name, over), moment=over)
    await declined(laid, act, refusals.PresentationExpired, "redeem_presentation")
    await laid.change("UPDATE showing_application SET withdrawn_at = now()")
    act = redeem(laid, "teller", phone.sign(name))
    await declined(laid, act, refusals.ApplicationNotRecognized, "redeem_presentation")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE account SET active = false WHERE subject = 'agent'",
        "UPDATE representation SET until = '2026-05-20 00:00:00+00' WHERE kind = 'AGENT'",
    ],
)
async def test_a_phone_shows_nothing_once_its_owner_stands_for_nobody(
    laid: Hub, change: str
) -> None:
    phone = Phone()
    prepared = await prepare(laid, "agent", phone, show=show_of(laid, "company"))
    await laid.change(change)
    act = redeem(laid, "teller", phone.sign(name_of(laid, prepared)))
    await declined(laid, act, refusals.PresentationExpired, "redeem_presentation")


async def stop(hub: Hub, who: str, prepared: OfflinePass) -> OfflinePass:
    """Let somebody end a pass."""
    call = await hub.call(who)
    return await end_offline(call, PresentationKey(prepared.holder_key, prepared.id))


async def test_a_lost_phone_is_stopped_by_who_prepared_it(laid: Hub) -> None:
    phone = Phone()
    prepared = await prepare(laid, "zhang", phone)
    shown = await redeem(laid, "teller", phone.sign(name_of(laid, prepared)))
    for who in ("li", "agent", "guardian", "teller", "machine", "anonymous"):
        await declined(laid, stop(laid, who, prepared), refusals.OfflinePassNotFound, "end_offline")
    ended = await stop(laid, "zhang", prepared)
    assert (ended.ended_at, told(ended)) == (MOMENT, AuthorizationState.WITHDRAWN)
    ((ended_at,),) = await laid.rows(
        "SELECT ended_at FROM presentation WHERE id = :id", id=shown.id
    )
    assert ended_at == MOMENT
    act = redeem(laid, "teller", phone.sign(name_of(laid, prepared)))
    await declined(laid, act, refusals.PresentationExpired, "redeem_presentation")


async def test_a_delegates_phone_shows_in_the_matter_and_while_delegated(laid: Hub) -> None:
    given, phone = await delegate(laid, "zhang", wish_for(laid)), Phone()
    shown = show_of(laid, delegation=key_of(given))
    preparing = prepare(laid, "stranger", phone, show=shown)
    await declined(laid, preparing, delegations.DelegationNotFound, "prepare_offline")
    prepared = await prepare(laid, "friend", phone, show=shown)
    name = name_of(laid, prepared)
    act = redeem(laid, "issuer", phone.sign(name), scenario=STREET)
    await declined(laid, act, refusals.ShownForAnotherMatter, "redeem_presentation")
    assert (await redeem(laid, "teller", phone.sign(name))).delegation_id == given.id
    await end(laid, "friend", given)
    act = redeem(laid, "teller", phone.sign(name))
    await declined(laid, act, refusals.PresentationExpired, "redeem_presentation")


@pytest.fixture
async def busy(province_database: str, world: World) -> AsyncIterator[Hub]:
    """A hub with many connections."""
    async with open_hub(province_database, world, connections=20) as opened:
        await lay_scenarios(opened)
        yield opened


async def test_of_sixteen_at_the_same_time_one_redeems_a_signed_code(busy: Hub) -> None:
    phone = Phone()
    code = phone.sign(name_of(busy, await prepare(busy, "zhang", phone)))
    acts = [redeem(busy, who, code) for who in ("teller", "holder_in_office") * 8]
    told = await asyncio.gather(*acts, return_exceptions=True)
    assert sum(isinstance(it, Presentation) for it in told) == 1
    assert sum(isinstance(it, refusals.PresentationRedeemed) for it in told) == 15


SABOTAGED: dict[str, Callable[..., None]] = {
    "check_signature": lambda _text, _key: None,
    "check_times": lambda _claims, _since, _moment: None,
}


@pytest.mark.parametrize("check", SABOTAGED)
async def test_without_a_check_an_attack_passes(
    laid: Hub, check: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tables above are able to fail: each check taken away lets something through."""
    monkeypatch.setattr(redeeming, check, SABOTAGED[check])
    phone, other = Phone(), Phone()
    name = name_of(laid, await prepare(laid, "zhang", phone))
    code = other.sign(name) if check == "check_signature" else phone.sign(name, exp=AT + 61)
    assert (await redeem(laid, "teller", code)).pass_id


def test_a_kept_key_is_public() -> None:
    private = ECKey.generate_key("P-256").as_dict(private=True)
    stated = PublicKey("EC", "P-256", str(private["x"]), str(private["y"]))
    kept = json.loads(offline.check_public_key(stated))
    assert kept.keys() == {"kty", "crv", "x", "y"}
    with pytest.raises(refusals.PublicKeyInvalid):
        offline.check_public_key(replace(stated, y=stated.x))
