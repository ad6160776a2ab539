"""What makes a proof of possession fresh, and which keys are taken at all."""

from datetime import timedelta
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from hub import clock
from hub.crypto.keyring import Use, create_keyring, rotate
from hub.crypto.opaque import Opaque
from hub.identity.nonces import SLOT_SECONDS, SLOTS_TAKEN, Nonces
from hub.identity.public_keys import KeyUnfit, read_public_key

KEYRING = create_keyring()
NONCES = Nonces(Opaque(KEYRING.siv))
POINT = ECKey.generate_key("P-256").as_dict(private=False)


def later(slots: int) -> Any:  # noqa: ANN401 - a context
    """Hold the clock some slots from now."""
    return clock.held_at(clock.now() + timedelta(seconds=slots * SLOT_SECONDS))


def test_a_nonce_is_good_for_minutes_and_no_longer() -> None:
    nonce = NONCES.give()
    with later(SLOTS_TAKEN - 1):
        assert NONCES.fresh(nonce)
    with later(SLOTS_TAKEN):
        assert not NONCES.fresh(nonce)
    with later(2):
        following = NONCES.give()
    assert not NONCES.fresh(following)


def test_a_nonce_is_known_to_every_worker_of_the_hub_and_to_no_other() -> None:
    nonce = NONCES.give()
    assert Nonces(Opaque(KEYRING.siv)).fresh(nonce)
    assert Nonces(Opaque(rotate(KEYRING, Use.SIV).siv)).fresh(nonce)
    assert not Nonces(Opaque(create_keyring().siv)).fresh(nonce)
    assert not NONCES.fresh(Opaque(KEYRING.siv).seal(nonce.encode(), b"id"))
    assert not NONCES.fresh("")


@pytest.mark.parametrize(
    "jwk",
    [
        {},
        {"kty": ["EC"]},
        {"kty": "oct", "k": "AAAA"},
        OctKey.generate_key(256).as_dict(private=True),
        ECKey.generate_key("P-256").as_dict(private=True),
        ECKey.generate_key("P-384").as_dict(private=False),
        OKPKey.generate_key("X25519").as_dict(private=False),
        OKPKey.generate_key("Ed25519").as_dict(private=True),
        POINT | {"crv": "P-384"},
        POINT | {"x": POINT["y"]},
        POINT | {"x": 1},
        POINT | {"use": "enc"},
        POINT | {"alg": "HS256"},
        POINT | {"key_ops": ["sign"]},
        POINT | {"x5u": "https://attacker.example"},
        POINT | {"kid": "x" * 3000},
        {"kty": "RSA", "n": "AQAB", "e": "AQAB"},
    ],
    ids=range(17),
)
def test_a_key_that_is_not_public_and_for_signatures_is_not_taken(jwk: dict[str, Any]) -> None:
    with pytest.raises(KeyUnfit):
        read_public_key(jwk)


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [
        (ECKey.generate_key("P-256"), "ES256"),
        (OKPKey.generate_key("Ed25519"), "EdDSA"),
        (RSAKey.generate_key(2048), "PS256"),
    ],
    ids=["EC", "OKP", "RSA"],
)
def test_a_public_key_of_each_kind_is_taken(key: ECKey | OKPKey | RSAKey, algorithm: str) -> None:
    read = read_public_key(key.as_dict(private=False, use="sig", alg=algorithm))
    assert read.thumbprint == key.thumbprint()
    assert algorithm in read.algorithms
    assert not read.key.is_private
