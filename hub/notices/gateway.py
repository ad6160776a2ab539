"""The way out for messages: a protocol, and a gateway over HTTP in the Standard Webhooks form."""

from datetime import datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID

import httpx
import msgspec

from hub.clock import now
from hub.crypto import webhooks
from hub.crypto.keyring import Keyring, Use
from hub.crypto.opaque import Opaque
from hub.crypto.webhooks import SHORTEST_SECRET, HmacHand, signed_headers
from hub.errors import Kind, Refusal
from hub.notices.terms import NoticeKind
from hub.settings import Settings

TIMEOUT_SECONDS = 5.0
_GONE = 410


class GatewaySecretInvalid(Refusal):
    """The secret that the gateway and the hub share cannot be read."""

    kind = Kind.INVALID
    zh = "网关密钥文件须为 whsec_ 加至少 {least} 字节的 Base64"
    en = "The gateway's secret is whsec_ and the Base64 of at least {least} bytes"


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    """A notice as the gateway gets it: whom it is for tells nobody but the gateway anything."""

    holder_key: UUID
    id: UUID
    kind: NoticeKind
    at: datetime


class NotSentError(Exception):
    """The gateway did not take a message; `for_good` where trying again is of no use."""

    def __init__(self, reason: str, *, for_good: bool = False) -> None:
        """Take a short reason that holds nothing of the message."""
        super().__init__(reason)
        self.for_good = for_good


class Gateway(Protocol):
    """Whatever carries messages to holders: the province's message platform, mail, an app."""

    async def send(self, notice: Outgoing) -> None:
        """Hand over one message; the same one may be handed over again.

        Raises: NotSentError.
        """


class HttpGateway:
    """Posts each message to one configured address, signed (Standard Webhooks 1.0)."""

    def __init__(self, url: str, secret: bytes, opaque: Opaque, hub: str) -> None:
        """Take the address, the shared secret, what seals handles, and the hub's own address."""
        self._url = url
        self._hand = HmacHand(secret)
        self._opaque = opaque
        self._hub = hub.rstrip("/")
        self._client = httpx.AsyncClient(timeout=TIMEOUT_SECONDS, follow_redirects=False)

    async def send(self, notice: Outgoing) -> None:
        """Post one message under an id that is the same each time it is tried.

        Raises: NotSentError.
        """
        message = f"msg_{notice.id.hex}"
        body = self._body(notice)
        try:
            answer = await self._client.post(
                self._url, content=body, headers=signed_headers(message, now(), body, [self._hand])
            )
        except httpx.HTTPError as error:
            raise NotSentError(type(error).__name__) from None
        if not answer.is_success:
            told = f"HTTP_{answer.status_code}"
            raise NotSentError(told, for_good=answer.status_code == _GONE)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    def _body(self, notice: Outgoing) -> bytes:
        handle = self._opaque.seal(notice.holder_key.bytes, b"contact")
        keys = notice.holder_key.bytes + notice.id.bytes
        sealed = self._opaque.seal(b"N" + keys, b"id")  # as the schema seals global ids
        told = {"handle": handle, "kind": notice.kind, "link": f"{self._hub}/notices/{sealed}"}
        return msgspec.json.encode({"type": "notice", "timestamp": notice.at, "data": told})


def gateway_of(settings: Settings, keyring: Keyring) -> HttpGateway | None:
    """Return the gateway that the settings name, if they name one.

    Raises: GatewaySecretNotSet, GatewaySecretInvalid.
    """
    if settings.notice_gateway_url is None:
        return None
    secret = read_secret(settings.gateway_secret_file)
    opaque = Opaque(keyring.of(Use.SIV))
    return HttpGateway(settings.notice_gateway_url, secret, opaque, settings.base_url)


def read_secret(path: Path) -> bytes:
    """Read the secret shared with the gateway.

    Raises: GatewaySecretInvalid.
    """
    try:
        return webhooks.read_secret(path.read_text("ascii", errors="replace").strip())
    except ValueError:
        raise GatewaySecretInvalid(least=SHORTEST_SECRET) from None
