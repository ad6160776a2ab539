"""Acts of showing and redeeming licenses in the small province, and a phone that signs codes."""

import base64
import json
from datetime import datetime, timedelta
from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey, OKPKey
from msgspec.structs import replace

from hub.authorizations.presentations.codes import Codes
from hub.authorizations.presentations.commands.prepare import prepare_offline
from hub.authorizations.presentations.commands.present import present_license
from hub.authorizations.presentations.commands.redeem import redeem_presentation
from hub.authorizations.presentations.model import OfflinePass, Presentation
from hub.authorizations.presentations.offline import TYPE
from hub.authorizations.presentations.wishes import (
    PrepareOffline,
    PresentLicense,
    PublicKey,
    RedeemPresentation,
)
from hub.crypto.keyring import Use
from hub.crypto.opaque import Opaque
from hub.db.ids import new_id
from tests.delegating import WINDOW, license_of
from tests.make import Hub
from tests.papers import MOMENT


def codes_of(hub: Hub) -> Codes:
    """Return the sealer of codes."""
    return Codes(Opaque(hub.world.keyring.of(Use.SIV)))


def show_of(hub: Hub, kind: str = "plain", entry: str = "permit", **said: object) -> PresentLicense:
    """Make a wish to show a license that is well in every way."""
    made = PresentLicense(license=license_of(hub, kind, entry), fields=("number", "phone"))
    return replace(made, **said)


async def show(hub: Hub, who: str, wish: PresentLicense, **said: Any) -> Presentation:  # noqa: ANN401 - passed on
    """Let somebody show a license."""
    key, client = said.pop("key", None), said.pop("client", "tianfu-demo")
    call = await hub.call(who, **said)
    if call.token is not None:
        call.token = replace(call.token, client=client)
    return await present_license(call, await hub.reading.current_catalog(call), wish, key=key)


def code_of(hub: Hub, shown: Presentation) -> str:
    """Return the code by which something is shown."""
    return codes_of(hub).code(shown.holder_key, shown.id)


async def redeem(hub: Hub, who: str, code: str, **said: Any) -> Presentation:  # noqa: ANN401 - passed on
    """Let somebody redeem a code."""
    call = {name: said.pop(name) for name in ("assurance", "moment") if name in said}
    key = said.pop("key", None)
    usual = RedeemPresentation(code=code, scenario=WINDOW, case_number="2026-1", cause="核验")
    wish = replace(usual, **said)
    return await redeem_presentation(await hub.call(who, **call), codes_of(hub), wish, key=key)


class Phone:
    """A phone with a key of its own, which shows a license without a network."""

    def __init__(self, kind: str = "EC") -> None:
        """Make a key of a kind."""
        self.key: ECKey | OKPKey = (
            ECKey.generate_key("P-256") if kind == "EC" else OKPKey.generate_key("Ed25519")
        )
        self.algorithm = "ES256" if kind == "EC" else "Ed25519"

    @property
    def public(self) -> PublicKey:
        """Return the public half of the key."""
        members = {name: str(value) for name, value in self.key.as_dict(private=False).items()}
        return PublicKey(members["kty"], members["crv"], members["x"], members.get("y"))

    def sign(
        self,
        name: str,
        moment: datetime = MOMENT,
        header: dict[str, Any] | None = None,
        **claims: Any,  # noqa: ANN401 - as JSON has them
    ) -> str:
        """Sign a code, well in every way but for what is said."""
        issued = int(moment.timestamp())
        usual = {"pass": name, "iat": issued, "exp": issued + 60, "jti": str(new_id())}
        stated = {key: value for key, value in (usual | claims).items() if value is not None}
        return self.seal(json.dumps(stated).encode(), header)

    def seal(self, payload: bytes, header: dict[str, Any] | None = None) -> str:
        """Sign any payload under any header."""
        stated = {"alg": self.algorithm, "typ": TYPE} | (header or {})
        protected = {key: value for key, value in stated.items() if value is not None}
        signed = b".".join(map(encoded, (json.dumps(protected).encode(), payload)))
        by = jws.JWSRegistry(algorithms=[self.algorithm]).get_alg(self.algorithm)
        return b".".join((signed, encoded(by.sign(signed, self.key)))).decode()


def encoded(part: bytes) -> bytes:
    """Encode a part of a code; by hand, for no library writes the wrong ones."""
    return base64.urlsafe_b64encode(part).rstrip(b"=")


async def prepare(hub: Hub, who: str, phone: Phone, **said: Any) -> OfflinePass:  # noqa: ANN401 - passed on
    """Let somebody prepare a phone."""
    call = await hub.call(who, **{n: said.pop(n) for n in ("assurance", "moment") if n in said})
    key, shown = said.pop("key", None), said.pop("show", show_of(hub))
    wish = replace(PrepareOffline(show=shown, public_key=phone.public, hours=4), **said)
    return await prepare_offline(call, await hub.reading.current_catalog(call), wish, key=key)


def name_of(hub: Hub, prepared: OfflinePass) -> str:
    """Return the text by which a phone names its pass."""
    return codes_of(hub).pass_text(prepared.holder_key, prepared.id)


SECOND = timedelta(seconds=1)
