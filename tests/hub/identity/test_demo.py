"""The demonstration's identity provider: it works there, and exists nowhere else."""

from datetime import timedelta
from typing import NamedTuple

import msgspec
import pytest

from hub import clock
from hub.clock import now
from hub.crypto.keyring import Keyring, Use, create_keyring, rotate
from hub.identity.demo import DemoIssuer, NotSignedIn, NotTheDemo, trusted_issuers
from hub.identity.tokens import TokenInvalid, TokenVerifier
from hub.settings import Settings

DEMO, LIVE = Settings(demo=True), Settings()


class Somebody(NamedTuple):
    """A persona for the tests."""

    key: str = "official"
    subject: str = "sample-official"
    zh: str = "某官员"
    en: str = "An official"
    acr: int = 3
    organization: str | None = "11519999MB9900013B"


@pytest.fixture
def keyring() -> Keyring:
    return create_keyring()


def verifier(settings: Settings, keyring: Keyring) -> TokenVerifier:
    return TokenVerifier(trusted_issuers(settings, keyring))


async def test_a_persona_signs_in(keyring: Keyring) -> None:
    token = DemoIssuer(DEMO, keyring).mint(Somebody())
    verified = await verifier(DEMO, keyring).verify(token)
    assert verified.subject == "sample-official"
    assert verified.organization == "11519999MB9900013B"
    assert verified.assurance == 3


async def test_a_private_person_names_no_organization(keyring: Keyring) -> None:
    token = DemoIssuer(DEMO, keyring).mint(Somebody(acr=1, organization=None))
    verified = await verifier(DEMO, keyring).verify(token)
    assert (verified.organization, verified.assurance) == (None, 1)


async def test_a_token_lives_as_long_as_was_asked(keyring: Keyring) -> None:
    token = DemoIssuer(DEMO, keyring).mint(Somebody(), timedelta(minutes=5))
    assert await verifier(DEMO, keyring).verify(token) is not None
    with clock.held_at(now() + timedelta(minutes=6)), pytest.raises(TokenInvalid):
        await verifier(DEMO, keyring).verify(token)


async def test_a_client_signs_in_for_its_organization_without_being_a_person(
    keyring: Keyring,
) -> None:
    verified = await verifier(DEMO, keyring).verify(DemoIssuer(DEMO, keyring).mint(Somebody(acr=0)))
    assert (verified.organization, verified.assurance) == ("11519999MB9900013B", 1)


async def test_each_token_is_another_one(keyring: Keyring) -> None:
    issuer, verify = DemoIssuer(DEMO, keyring), verifier(DEMO, keyring).verify
    hashes = {(await verify(issuer.mint(Somebody()))).token_hash for _ in range(5)}
    assert len(hashes) == 5


def test_the_public_has_no_token(keyring: Keyring) -> None:
    with pytest.raises(NotSignedIn):
        DemoIssuer(DEMO, keyring).mint(Somebody(acr=0, organization=None))


def test_outside_the_demonstration_it_cannot_be_made(keyring: Keyring) -> None:
    with pytest.raises(NotTheDemo):
        DemoIssuer(LIVE, keyring)


async def test_outside_the_demonstration_nobody_trusts_it(keyring: Keyring) -> None:
    assert trusted_issuers(LIVE, keyring) == []
    with pytest.raises(TokenInvalid):
        await verifier(LIVE, keyring).verify(DemoIssuer(DEMO, keyring).mint(Somebody()))


async def test_another_demonstration_is_not_trusted(keyring: Keyring) -> None:
    token = DemoIssuer(DEMO, create_keyring()).mint(Somebody())
    with pytest.raises(TokenInvalid):
        await verifier(DEMO, keyring).verify(token)


async def test_after_rotation_old_and_new_tokens_are_taken(keyring: Keyring) -> None:
    rotated = rotate(keyring, Use.TOKEN)
    for issuer in (DemoIssuer(DEMO, keyring), DemoIssuer(DEMO, rotated)):
        assert await verifier(DEMO, rotated).verify(issuer.mint(Somebody())) is not None


def test_the_published_keys_hold_no_secret(keyring: Keyring) -> None:
    keys = DemoIssuer(DEMO, rotate(keyring, Use.TOKEN)).jwks["keys"]
    assert [set(key) for key in keys] == [{"kty", "crv", "x", "y", "kid", "use", "alg"}] * 2
    assert b'"d"' not in msgspec.json.encode(keys)
