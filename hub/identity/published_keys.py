"""The public keys that a token issuer publishes, kept in step with it while it rotates them."""

import asyncio
import time
import warnings
from collections.abc import Iterator
from typing import Any

import httpx
import msgspec
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import JWKRegistry, Key

from hub.errors import Kind, Refusal
from hub.identity.issuers import TrustedIssuer
from hub.log import logger

MAX_AGE_SECONDS = 300.0
PAUSE_SECONDS = 2.0
TIMEOUT_SECONDS = 5.0
LARGEST_SET = 64 * 1024

_PUBLIC_TYPES = ("EC", "RSA", "OKP")


class IssuerUnavailable(Refusal):
    """A token issuer's keys cannot be fetched, so its token is neither taken nor refused."""

    kind = Kind.UNAVAILABLE
    zh = "暂时无法获取身份提供方的公钥，请稍后重试"
    en = "The keys of the identity provider cannot be fetched at the moment; please try again"


class _KeySet(msgspec.Struct, frozen=True):
    keys: list[dict[str, Any]]


class PublishedKeys:
    """The keys of one issuer by key id."""

    def __init__(self, issuer: TrustedIssuer) -> None:
        """Take the issuer; nothing is fetched before it is needed."""
        self._issuer = issuer
        self._keys: dict[str, Key] = {}
        self._lock = asyncio.Lock()
        self._attempts = 0
        self._due = self._next = 0.0
        self.generation = 0  # grows when the set of keys changes

    @property
    def due(self) -> bool:
        """Tell whether the keys are to be looked at again."""
        return time.monotonic() >= self._due

    async def find(self, kid: str) -> Key | None:
        """Return a key, or None where the issuer publishes none of that id.

        Raises: IssuerUnavailable.
        """
        if self.due and not self._lock.locked():
            await self._refresh_or_keep()
        if kid not in self._keys and (self._issuer.jwks is None or not self._keys):
            await self._refresh(self._attempts)
        return self._keys.get(kid)

    async def _refresh_or_keep(self) -> None:
        """Look again, and stay with the keys at hand while the issuer cannot be reached."""
        try:
            await self._refresh(self._attempts)
        except IssuerUnavailable:
            if not self._keys:
                raise
            self._due = self._next

    async def _refresh(self, seen: int) -> None:
        """Fetch the keys, unless a fetch has begun since `seen` fetches had, or the first is over.

        Fetches are spaced, and whoever misses a key waits for its turn: refusing at once would
        refuse a good token whose key was published a moment ago.
        """
        first = not self._keys
        async with self._lock:
            if self._attempts != seen or (first and self._keys):
                return
            await asyncio.sleep(max(0.0, self._next - time.monotonic()))
            self._attempts += 1
            self._next = time.monotonic() + PAUSE_SECONDS
            self._take(await self._fetch())

    async def _fetch(self) -> dict[str, Key]:
        try:
            return dict(_usable(await _read(self._issuer)))
        except (httpx.HTTPError, OSError, ValueError) as error:
            logger().warning("issuer_keys_not_fetched", failure=type(error).__name__)
            raise IssuerUnavailable from error

    def _take(self, keys: dict[str, Key]) -> None:
        if keys != self._keys:
            self._keys = keys
            self.generation += 1
        self._due = time.monotonic() + MAX_AGE_SECONDS


async def _read(issuer: TrustedIssuer) -> _KeySet:
    if issuer.jwks_url is not None:
        return msgspec.json.decode(await _download(issuer.jwks_url), type=_KeySet)
    if issuer.jwks_file is not None:
        return msgspec.json.decode(issuer.jwks_file.read_bytes(), type=_KeySet)
    return msgspec.convert(issuer.jwks, type=_KeySet)


async def _download(url: str) -> bytes:
    """Fetch a bounded document from the configured address and nowhere it may point to."""
    body = b""
    async with (
        httpx.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=False) as client,
        client.stream("GET", url, headers={"Accept": "application/json"}) as response,
    ):
        response.raise_for_status()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > LARGEST_SET:
                raise ValueError("a set of keys is not that large")
    return body


def _usable(published: _KeySet) -> Iterator[tuple[str, Key]]:
    """Pick the public signature keys; one that cannot be read does not spoil the others."""
    for parameters in published.keys:
        kid = parameters.get("kid")
        if parameters.get("kty") not in _PUBLIC_TYPES or not isinstance(kid, str):
            continue
        try:
            key = _imported(parameters)
        except (JoseError, SecurityWarning, LookupError, ValueError, TypeError):
            continue
        if not key.is_private and key.get("use") in (None, "sig"):
            yield kid, key


def _imported(parameters: dict[str, Any]) -> Key:
    """Read a key; one that the library warns of as weak is not taken."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", SecurityWarning)
        return JWKRegistry.import_key(parameters)
