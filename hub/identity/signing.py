"""Turn a secret of the keyring into the key that signs tokens (ES256)."""

from cryptography.hazmat.primitives.asymmetric import ec
from joserfc.jwk import ECKey

from hub.crypto.keyring import Key
from hub.identity.issuers import Algorithm

ALGORITHM: Algorithm = "ES256"


def signing_key(key: Key, name: str) -> ECKey:
    """Return the signing key of a secret; its id is a name and the secret's number."""
    private = ec.derive_private_key(int.from_bytes(key.secret), ec.SECP256R1())
    return ECKey(private, private, {"kid": f"{name}-{key.number}", "use": "sig", "alg": ALGORITHM})
