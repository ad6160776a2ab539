"""Use a seal on something: sign its digest, with the moment, under the seal (加盖电子印章)."""

from datetime import datetime

from cryptography.hazmat import asn1

from hub.crypto.sm2 import SealSigner
from hub.seals.structures import SM2_WITH_SM3, VERSION, Seal, Signature, ToSign, bits, moment


class Stamper:
    """A seal, its certificate and its key, read once and used many times."""

    def __init__(self, seal: Seal, certificate: bytes, signer: SealSigner) -> None:
        """Take a seal."""
        self._seal = seal
        self._certificate = certificate
        self._signer = signer

    def stamp(self, digest: bytes, at: datetime, property_info: str) -> bytes:
        """Return the SES_Signature over an SM3 digest."""
        return self.whole(digest, at, property_info, self.sign(digest, at, property_info))

    def sign(self, digest: bytes, at: datetime, property_info: str) -> bytes:
        """Return no more of a SES_Signature than what the private key adds to it."""
        return self._signer.sign(asn1.encode_der(self._to_sign(digest, at, property_info)))

    def whole(self, digest: bytes, at: datetime, property_info: str, signature: bytes) -> bytes:
        """Return the SES_Signature of which only the private key's part was kept."""
        signed = self._to_sign(digest, at, property_info)
        return made_whole(signed, self._certificate, signature)

    def _to_sign(self, digest: bytes, at: datetime, property_info: str) -> ToSign:
        return to_sign(self._seal, digest, at, property_info)


def to_sign(seal: Seal, digest: bytes, at: datetime, property_info: str) -> ToSign:
    """Return what a seal's private key signs."""
    return ToSign(
        version=VERSION,
        seal=seal,
        time=moment(at),
        digest=bits(digest),
        property_info=asn1.IA5String(property_info),
    )


def made_whole(signed: ToSign, certificate: bytes, signature: bytes) -> bytes:
    """Return the SES_Signature of what was signed; no private key is needed any more."""
    return asn1.encode_der(
        Signature(
            to_sign=signed,
            certificate=certificate,
            algorithm=SM2_WITH_SM3,
            signature=bits(signature),
        )
    )
