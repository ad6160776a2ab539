"""The hub's own tokens: taken by every worker while their key is rotated, wherever the hub is."""

import time

import pytest
from joserfc import jwt

from hub.crypto.keyring import Keyring, Use, create_keyring, retire, rotate
from hub.identity.own_issuer import AUDIENCE, CLIENTS, OwnIssuer
from hub.identity.tokens import TokenInvalid, TokenVerifier
from hub.settings import Settings


def token(keyring: Keyring, settings: Settings) -> str:
    """Return a token as a worker with this keyring signs it."""
    own, now = OwnIssuer(settings, keyring), int(time.time())
    claims = {
        "iss": own.issuer, "aud": AUDIENCE, "sub": "client", "client_id": "client",
        "iat": now, "exp": now + 60, "jti": "one", "cnf": {"jkt": "thumbprint"},
    }  # fmt: skip
    header = {"alg": "ES256", "typ": "at+jwt", "kid": own.current.kid}
    return jwt.encode(header, claims, own.current)


def verifier(keyring: Keyring, settings: Settings) -> TokenVerifier:
    """Return what a worker with this keyring takes."""
    return TokenVerifier([OwnIssuer(settings, keyring).trusted])


async def test_workers_restarted_one_after_another_take_each_others_tokens() -> None:
    settings, before = Settings(), create_keyring()
    for _ in range(3):
        after = rotate(before, Use.OAUTH)
        assert (await verifier(before, settings).verify(token(after, settings))).client == "client"
        assert (await verifier(after, settings).verify(token(before, settings))).client == "client"
        before = after


async def test_a_key_comes_to_use_with_the_next_rotation_and_goes_at_once() -> None:
    first = create_keyring()
    second = rotate(first, Use.OAUTH)
    third = rotate(second, Use.OAUTH)
    signers = [OwnIssuer(Settings(), ring).current.kid for ring in (first, second, third)]
    assert signers == ["oauth-1", "oauth-1", "oauth-2"]
    retired = verifier(retire(third, Use.OAUTH, 1), Settings())
    with pytest.raises(TokenInvalid):
        await retired.verify(token(second, Settings()))


async def test_clients_are_known_wherever_the_hub_is_reached() -> None:
    moved, keyring = Settings(public_url="https://hub.example"), create_keyring()
    for settings in (Settings(), moved):
        found = await verifier(keyring, settings).verify(token(keyring, settings))
        assert (found.issuer, found.subject, found.jkt) == (CLIENTS, "client", "thumbprint")
    with pytest.raises(TokenInvalid):
        await verifier(keyring, moved).verify(token(keyring, Settings()))
