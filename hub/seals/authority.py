"""A small certificate authority and maker of seals, for the demonstration and for trials.

In production, certificates come from a licensed authority and seals from a licensed maker; what
they deliver is registered in the same way.
"""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
from cryptography.hazmat import asn1

from hub.clock import now
from hub.crypto.keyring import store_private
from hub.crypto.sm2 import LibcryptoSigner, generate, public_key_of
from hub.seals.certificates import Holder, Period, root_certificate, seal_certificate
from hub.seals.picture import SIZE, seal_picture
from hub.seals.structures import SM2_WITH_SM3, NewSeal, Seal, bits, seal_info
from hub.seals.wishes import RegisterSeal

NAME: Final = "示例印章认证机构（演示）"
CODE: Final = "11519999MB9900013B"
LIFE: Final = timedelta(days=20 * 366)
SEALS_HOLD: Final = timedelta(days=5 * 365)


class Authority(msgspec.Struct, frozen=True):
    """The private key and the root certificate of an authority."""

    private: bytes
    certificate: bytes

    def __repr__(self) -> str:
        """Return no key."""
        return "Authority()"

    def make_seal(
        self, holder: Holder, number: str, start: datetime, life: timedelta = SEALS_HOLD
    ) -> RegisterSeal:
        """Make a seal of an organization, ready to be registered: key, certificate and picture."""
        signer, private = LibcryptoSigner(self.private), generate()
        period = Period(start, start + life)
        own = public_key_of(private)
        certificate = seal_certificate(signer, self.certificate, holder, own, period)
        picture = seal_picture(holder.name, number)
        said = NewSeal(
            number=number,
            name=holder.name,
            certificate=certificate,
            picture=picture,
            size=SIZE,
            valid_from=period.start,
            valid_until=period.end,
        )
        return RegisterSeal(
            organization=holder.code,
            number=number,
            name_zh=holder.name,
            certificate=certificate,
            seal=self._made(said, signer),
            picture=picture,
            private_key=private,
            valid_from=period.start,
            valid_until=period.end,
        )

    def _made(self, said: NewSeal, signer: LibcryptoSigner) -> bytes:
        info = seal_info(said)
        made = Seal(
            info=info,
            maker=self.certificate,
            algorithm=SM2_WITH_SM3,
            signature=bits(signer.sign(asn1.encode_der(info))),
        )
        return asn1.encode_der(made)


def create_authority(start: datetime | None = None) -> Authority:
    """Make an authority with a root of its own."""
    private, begins = generate(), start or now()
    period = Period(begins, begins + LIFE)
    root = root_certificate(LibcryptoSigner(private), Holder(NAME, CODE), period)
    return Authority(private, root)


def own_authority(path: Path, start: datetime | None = None) -> Authority:
    """Read an authority from its file, or make it there: for the demonstration and trials."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        store_private(msgspec.json.encode(create_authority(start)), path)
    return msgspec.json.decode(path.read_bytes(), type=Authority)
