"""Tokens: what is taken, and everything else that somebody may try."""

import base64
import time
from datetime import timedelta

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given
from hypothesis import strategies as st

from hub import clock
from hub.identity.tokens import LARGEST_TOKEN, TokenInvalid, TokenVerifier, token_hash
from tests.forge import (
    AUDIENCE,
    ISSUER,
    NOW,
    Minter,
    Parameters,
    encoded,
    right_claims,
    shared_secret_token,
    trust,
)

MINTER = Minter()
STRANGER = Minter()
RSA = Minter("rsa-1", rsa.generate_private_key(65537, 2048))
P384 = Minter("p384-1", ec.generate_private_key(ec.SECP384R1()))
HEADER = {"alg": "ES256", "typ": "at+jwt", "kid": MINTER.kid}


@pytest.fixture
def verifier() -> TokenVerifier:
    return TokenVerifier([trust(MINTER, RSA, P384)])


async def refuse(verifier: TokenVerifier, token: str, reason: str = "invalid") -> None:
    with pytest.raises(TokenInvalid) as refused:
        await verifier.verify(token)
    assert refused.value.facts == {"reason": reason}
    assert refused.value.kind == "UNAUTHENTICATED"


async def accept(verifier: TokenVerifier, token: str) -> None:
    assert (await verifier.verify(token)).subject == "somebody"


async def test_a_right_token_says_who_calls(verifier: TokenVerifier) -> None:
    token = MINTER.mint({"jti": "one", "hub_org": "11519999MB9900013B", "scope": "anything"})
    verified = await verifier.verify(token)
    assert (verified.issuer, verified.subject) == (ISSUER, "somebody")
    assert verified.assurance == 3
    assert verified.organization == "11519999MB9900013B"
    assert verified.token_hash == token_hash(ISSUER, "one")


@pytest.mark.parametrize(
    ("acr", "assurance"),
    [("1", 1), ("2", 2), (3, 3), ("hub:acr:2", 2), ("urn:hub:acr:3", 3), ("4", 1), ("", 1)],
)
async def test_the_assurance_level_comes_from_acr(
    verifier: TokenVerifier, acr: str | int, assurance: int
) -> None:
    assert (await verifier.verify(MINTER.mint({"acr": acr}))).assurance == assurance


async def test_without_acr_somebody_has_an_account_and_no_more(verifier: TokenVerifier) -> None:
    assert (await verifier.verify(MINTER.mint(drop="acr"))).assurance == 1


async def test_an_issuer_may_have_its_own_words_for_assurance() -> None:
    verifier = TokenVerifier([trust(MINTER, assurance={"face": 3})])
    assert (await verifier.verify(MINTER.mint({"acr": "face"}))).assurance == 3
    assert (await verifier.verify(MINTER.mint({"acr": "3"}))).assurance == 1


async def test_one_of_several_audiences_will_do(verifier: TokenVerifier) -> None:
    await accept(verifier, MINTER.mint({"aud": ["elsewhere", AUDIENCE]}))


HEADERS: list[Parameters] = [
    {"alg": "none"},
    {"alg": "None"},
    {"alg": "ES384"},
    {"alg": "RS256"},
    {"alg": ""},
    {"alg": ["ES256"]},
    {"typ": "JWT"},
    {"typ": "dpop+jwt"},
    {"typ": "logout+jwt"},
    {"kid": "unknown"},
    {"kid": ""},
    {"kid": "../../../../dev/null"},
    {"kid": "key-1' OR '1'='1"},
    {"kid": ["key-1"]},
    {"kid": None},
    {"jwk": STRANGER.jwk},
    {"jwk": MINTER.jwk},
    {"jku": "https://attacker.example/jwks.json"},
    {"x5u": "https://attacker.example/chain.pem"},
    {"x5c": ["MIIB"]},
    {"crit": ["exp"], "exp": NOW + 60},
    {"crit": []},
    {"b64": False, "crit": ["b64"]},
    {"zip": "DEF"},
    {"cty": "JWT"},
    {"enc": "A256GCM"},
]


@pytest.mark.parametrize("header", HEADERS, ids=range(len(HEADERS)))
async def test_a_header_that_asks_for_anything_else_is_refused(
    verifier: TokenVerifier, header: Parameters
) -> None:
    await refuse(verifier, MINTER.mint(header=header))


@pytest.mark.parametrize("missing", ["alg", "typ", "kid"])
async def test_a_header_without_its_three_parameters_is_refused(
    verifier: TokenVerifier, missing: str
) -> None:
    header = {key: value for key, value in HEADER.items() if key != missing}
    await refuse(verifier, MINTER.signed(header, right_claims()))


CLAIMS: list[Parameters] = [
    {"iss": "https://other.example"},
    {"iss": ISSUER + "/"},
    {"iss": ISSUER.upper()},
    {"iss": [ISSUER]},
    {"aud": "another-hub"},
    {"aud": AUDIENCE + " "},
    {"aud": []},
    {"aud": [AUDIENCE, 1]},
    {"aud": {"license-hub": True}},
    {"sub": ""},
    {"sub": 17},
    {"sub": None},
    {"sub": "some\nbody"},
    {"sub": "some\x00body"},
    {"sub": "x" * 256},
    {"jti": ""},
    {"jti": 1},
    {"jti": "x" * 256},
    {"exp": "9999999999"},
    {"exp": None},
    {"exp": True},
    {"iat": NOW + 86400},
    {"iat": str(NOW)},
    {"nbf": NOW + 86400},
    {"nbf": "0"},
    {"acr": {"level": 3}},
    {"hub_org": 1},
    {"hub_org": ["11519999MB9900013B"]},
]


@pytest.mark.parametrize("claims", CLAIMS, ids=range(len(CLAIMS)))
async def test_claims_for_somebody_else_or_of_another_form_are_refused(
    verifier: TokenVerifier, claims: Parameters
) -> None:
    await refuse(verifier, MINTER.mint(claims))


@pytest.mark.parametrize("missing", ["iss", "aud", "sub", "exp", "iat", "jti"])
async def test_a_missing_claim_is_refused(verifier: TokenVerifier, missing: str) -> None:
    await refuse(verifier, MINTER.mint(drop=missing))


@pytest.mark.parametrize("exp", [0, -1, NOW - 60, 1e-300, NOW - 11.5], ids=range(5))
async def test_an_expired_token_is_told_so(verifier: TokenVerifier, exp: float) -> None:
    await refuse(verifier, MINTER.mint({"exp": exp}), "expired")


async def test_a_forged_token_is_not_told_that_it_expired(verifier: TokenVerifier) -> None:
    await refuse(verifier, STRANGER.mint({"exp": NOW - 60}))


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"-Infinity", b"1e999", b"0x7fffffff"])
async def test_a_time_that_is_no_number_is_refused(verifier: TokenVerifier, number: bytes) -> None:
    payload = msgspec.json.encode(right_claims() | {"exp": 5}).replace(
        b'"exp":5', b'"exp":' + number
    )
    await refuse(verifier, MINTER.signed_bytes(msgspec.json.encode(HEADER), payload))


async def test_small_differences_between_clocks_are_forgiven(verifier: TokenVerifier) -> None:
    present = time.time()
    await accept(verifier, MINTER.mint({"iat": present + 5, "nbf": present + 5}))
    await accept(verifier, MINTER.mint({"exp": present - 5}))
    await refuse(verifier, MINTER.mint({"iat": present + 30}))
    await refuse(verifier, MINTER.mint({"nbf": present + 30}))
    await refuse(verifier, MINTER.mint({"exp": present - 30}), "expired")


async def test_another_key_under_the_right_name_is_refused(verifier: TokenVerifier) -> None:
    await refuse(verifier, STRANGER.mint())


async def test_no_signature_at_all_is_refused(verifier: TokenVerifier) -> None:
    head, body, _ = MINTER.mint().split(".")
    none = encoded(msgspec.json.encode(HEADER | {"alg": "none"}))
    for token in (f"{head}.{body}.", f"{none}.{body}.", f"{head}.{body}", f"{none}.{body}"):
        await refuse(verifier, token)


async def test_the_public_key_is_no_shared_secret(verifier: TokenVerifier) -> None:
    for secret in (MINTER.pem, MINTER.pem.strip(), msgspec.json.encode(MINTER.jwk), b"", b"\0"):
        for kid in (MINTER.kid, RSA.kid):
            header = HEADER | {"alg": "HS256", "kid": kid}
            await refuse(verifier, shared_secret_token(secret, header))
            await refuse(verifier, shared_secret_token(secret, header | {"alg": "ES256"}))


async def test_an_algorithm_that_is_not_on_the_issuers_list_is_refused(
    verifier: TokenVerifier,
) -> None:
    await refuse(verifier, RSA.mint(header={"alg": "RS256"}))


async def test_a_key_serves_only_the_algorithm_it_was_made_for() -> None:
    both = TokenVerifier([trust(MINTER, RSA, P384, algorithms=frozenset({"ES256", "RS256"}))])
    await accept(both, RSA.mint(header={"alg": "RS256"}))
    await refuse(both, RSA.mint(header={"alg": "ES256"}))
    await refuse(both, MINTER.mint(header={"alg": "RS256"}))
    await refuse(both, P384.mint(header={"alg": "ES256"}))
    await refuse(both, RSA.mint(header={"alg": "RS256", "kid": MINTER.kid}))


async def test_one_issuer_cannot_speak_for_another() -> None:
    other = Minter("key-1")
    verifier = TokenVerifier([trust(MINTER), trust(other, issuer="https://other.example")])
    await accept(verifier, other.mint({"iss": "https://other.example"}))
    await refuse(verifier, other.mint())
    await refuse(verifier, MINTER.mint({"iss": "https://other.example"}))


async def test_zero_as_both_halves_of_a_signature_is_refused(verifier: TokenVerifier) -> None:
    head, body, _ = MINTER.mint().split(".")
    for signature in (bytes(64), bytes(63) + b"\1", b"\xff" * 64, bytes(1), bytes(4096)):
        await refuse(verifier, f"{head}.{body}.{encoded(signature)}")


async def test_a_signature_in_another_encoding_is_refused(verifier: TokenVerifier) -> None:
    token = MINTER.mint()
    head, body, signature = token.split(".")
    raw = base64.urlsafe_b64decode(signature + "==")
    size = len(raw) // 2
    der = b"\x30" + bytes([len(raw) + 4, 2, size]) + raw[:size] + bytes([2, size]) + raw[size:]
    for changed in (encoded(der), signature + "==", signature + "A", f"{signature}.{signature}"):
        await refuse(verifier, f"{head}.{body}.{changed}")


async def test_parts_cannot_be_swapped_between_tokens(verifier: TokenVerifier) -> None:
    one, two = MINTER.mint().split("."), MINTER.mint({"sub": "somebody else"}).split(".")
    await refuse(verifier, ".".join((one[0], two[1], one[2])))
    await refuse(verifier, ".".join((one[0], one[1], two[2])))


async def test_a_token_within_a_token_is_refused(verifier: TokenVerifier) -> None:
    inner = MINTER.mint()
    await refuse(verifier, MINTER.signed(HEADER | {"cty": "JWT"}, inner))
    await refuse(verifier, MINTER.signed(HEADER, inner))
    await refuse(verifier, MINTER.signed(HEADER, [right_claims()]))
    await refuse(verifier, f"{inner}.{inner}")


async def test_an_encrypted_token_is_refused(verifier: TokenVerifier) -> None:
    head = encoded(msgspec.json.encode({"alg": "ECDH-ES", "enc": "A256GCM", "kid": MINTER.kid}))
    await refuse(verifier, f"{head}..AAAA.AAAA.AAAA")


async def test_what_is_said_twice_is_signed_as_it_is_read(verifier: TokenVerifier) -> None:
    header = b'{"alg":"ES256","typ":"at+jwt","kid":"key-1","alg":"none"}'
    await refuse(verifier, MINTER.signed_bytes(header, msgspec.json.encode(right_claims())))


async def test_a_json_serialization_is_refused(verifier: TokenVerifier) -> None:
    head, body, signature = MINTER.mint().split(".")
    whole = {"protected": head, "payload": body, "signature": signature}
    await refuse(verifier, msgspec.json.encode(whole).decode())


async def test_a_huge_token_is_refused_before_it_is_parsed(verifier: TokenVerifier) -> None:
    await refuse(verifier, MINTER.mint({"padding": "x" * LARGEST_TOKEN}))
    await refuse(verifier, "." * (LARGEST_TOKEN + 1))


@pytest.mark.parametrize(
    "token",
    [
        "",
        " ",
        ".",
        "..",
        "...",
        "a.b.c",
        "eyJ.eyJ.eyJ",
        "ｅｙＪ.ｅｙＪ.ｅｙＪ",
        "\ud800..",
        "e30.e30.e30",
        "bnVsbA.bnVsbA.",
        "W10.W10.W10",
    ],
)
async def test_rubbish_is_refused(verifier: TokenVerifier, token: str) -> None:
    await refuse(verifier, token)


@pytest.mark.parametrize("around", [" {}", "{} ", "{}\n", "\t{}", "{}\r\nX: y", "\ufeff{}", "{}\0"])
async def test_nothing_is_trimmed_away(verifier: TokenVerifier, around: str) -> None:
    await refuse(verifier, around.format(MINTER.mint()))


@given(st.text(max_size=200))
async def test_no_text_breaks_the_verifier(text: str) -> None:
    await refuse(TokenVerifier([trust(MINTER)]), text)


@given(st.data())
async def test_no_character_of_a_token_can_be_changed(data: st.DataObject) -> None:
    token = MINTER.mint()
    at = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.sampled_from("AQgwxyz019-_.").filter(lambda c: c != token[at]))
    await refuse(TokenVerifier([trust(MINTER)]), token[:at] + other + token[at + 1 :])


async def test_a_verified_token_is_held_and_still_expires(verifier: TokenVerifier) -> None:
    token = MINTER.mint()
    verified = await verifier.verify(token)
    assert await verifier.verify(token) is verified
    with clock.held_at(clock.now() + timedelta(hours=2)):
        await refuse(verifier, token, "expired")


async def test_only_so_many_verified_tokens_are_held() -> None:
    verifier = TokenVerifier([trust(MINTER)], held=2)
    first, *others = (MINTER.mint() for _ in range(3))
    verified = await verifier.verify(first)
    for other in others:
        await verifier.verify(other)
    again = await verifier.verify(first)
    assert again == verified
    assert again is not verified


async def test_two_tokens_of_one_id_are_told_apart(verifier: TokenVerifier) -> None:
    weak = await verifier.verify(MINTER.mint({"jti": "same", "acr": "1"}))
    strong = await verifier.verify(MINTER.mint({"jti": "same", "acr": "3"}))
    assert weak.token_hash == strong.token_hash
    assert (weak.assurance, strong.assurance) == (1, 3)
    assert weak.digest != strong.digest


def test_issuer_and_id_cannot_run_into_one_another() -> None:
    assert token_hash("https://a", "bc") != token_hash("https://ab", "c")
