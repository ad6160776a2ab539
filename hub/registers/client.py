"""Ask the reference registers about holders; a register that fails answers UNKNOWN (art. 23)."""

import asyncio
import json
from collections.abc import Collection, Sequence
from pathlib import Path
from time import monotonic
from typing import Final

import httpx
import msgspec

from hub.errors import Kind, Refusal
from hub.licenses.terms import Answer
from hub.log import logger
from hub.registers.rules import register_of
from hub.registers.terms import Holder, Register
from hub.settings import Settings

HOLDERS_AT_ONCE = 500
REQUESTS_AT_ONCE = 4
TIMEOUT_SECONDS = 3.0
LARGEST_ANSWER = 1 << 16
OPEN_SECONDS = 10.0
SHORTEST_SECRET = 16

Answers = dict[Holder, Answer]


class RegisterSecretInvalid(Refusal):
    """The secret by which the registers know the hub cannot be read."""

    kind = Kind.INVALID
    zh = "基础库密钥文件须为至少 {least} 个可打印的 ASCII 字符"
    en = "The registers' secret is at least {least} printable ASCII characters"


class _Body(msgspec.Struct, frozen=True):
    answers: list[Answer]


class UnfitError(Exception):
    """A register answered with something that is no answer."""


FAILURES: Final = (
    httpx.HTTPError,
    httpx.InvalidURL,
    TimeoutError,
    UnfitError,
    msgspec.MsgspecError,
)
"""How asking a register may fail; whatever it is, the holders are unknown."""


class RegisterClient:
    """Asks one register, and leaves it alone for a while after it has failed."""

    def __init__(
        self, url: str, secret: str, *, timeout: float = TIMEOUT_SECONDS, rest: float = OPEN_SECONDS
    ) -> None:
        """Take the address, the secret, how long to wait and how long to leave it alone."""
        self._url = url
        self._timeout = timeout
        self._rest = rest
        self._closed_until = 0.0
        self._turns = asyncio.Semaphore(REQUESTS_AT_ONCE)
        headers = {
            "authorization": f"Bearer {secret}",
            "content-type": "application/json",
            "accept-encoding": "identity",
        }
        self._client = httpx.AsyncClient(
            headers=headers, timeout=timeout, follow_redirects=False, trust_env=False
        )

    async def answers(self, holders: Sequence[Holder]) -> Answers:
        """Return an answer for each holder; as long is waited for a turn as for the request."""
        starts = range(0, len(holders), HOLDERS_AT_ONCE)
        parts = [list(holders[start : start + HOLDERS_AT_ONCE]) for start in starts]
        told = await asyncio.gather(*map(self._part, parts))
        return {holder: answer for part in told for holder, answer in part.items()}

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def examine(self) -> None:
        """Ask about nobody, to learn whether the register is there and speaks the protocol.

        Raises: one of FAILURES.
        """
        async with asyncio.timeout(self._timeout):
            await self._ask([])

    async def _part(self, holders: list[Holder]) -> Answers:
        """Ask in turn; who waits too long for a turn is not told, and the register not blamed."""
        try:
            async with asyncio.timeout(self._timeout):
                await self._turns.acquire()
        except TimeoutError:
            logger().warning("register_busy")
            return dict.fromkeys(holders, Answer.UNKNOWN)
        try:
            return await self._in_turn(holders)
        finally:
            self._turns.release()

    async def _in_turn(self, holders: list[Holder]) -> Answers:
        if monotonic() < self._closed_until:
            return dict.fromkeys(holders, Answer.UNKNOWN)
        try:
            async with asyncio.timeout(self._timeout):
                told = await self._ask(holders)
        except FAILURES as error:
            self._closed_until = monotonic() + self._rest
            logger().warning("register_failed", outcome=type(error).__name__)
            return dict.fromkeys(holders, Answer.UNKNOWN)
        return dict(zip(holders, told, strict=True))

    async def _ask(self, holders: list[Holder]) -> list[Answer]:
        names = ("code_type", "code", "name")
        asked = {"holders": [dict(zip(names, holder, strict=True)) for holder in holders]}
        body = json.dumps(asked)  # takes any text, so that no name can make the asking fail
        async with self._client.stream("POST", self._url, content=body) as response:
            if response.status_code != httpx.codes.OK:
                raise UnfitError
            told = msgspec.json.decode(await _read(response), type=_Body).answers
        if len(told) != len(holders):
            raise UnfitError
        return told


class Registers:
    """The registers that are configured; of the others nothing is asked."""

    def __init__(self, clients: dict[Register, RegisterClient]) -> None:
        """Take a client for each register that is configured."""
        self.clients = clients

    def __bool__(self) -> bool:
        """Say whether any register is configured, so that there is somebody to ask."""
        return bool(self.clients)

    async def answers(self, holders: Collection[Holder]) -> Answers:
        """Return an answer for each holder about whom somebody is asked; never raises (art. 23).

        Nothing is kept of it, and holders whose register is not configured are left out.
        """
        asked = [
            client.answers([one for one in set(holders) if register_of(one[0]) is register])
            for register, client in self.clients.items()
        ]
        told = await asyncio.gather(*asked)
        return {holder: answer for part in told for holder, answer in part.items()}

    async def aclose(self) -> None:
        """Close the connections to every register."""
        for client in self.clients.values():
            await client.close()


NO_REGISTERS = Registers({})


def registers_of(settings: Settings) -> Registers:
    """Return the registers that the settings name.

    Raises: RegisterSecretNotSet, RegisterSecretInvalid.
    """
    urls = {
        Register.POPULATION: settings.population_register_url,
        Register.LEGAL_ENTITY: settings.legal_entity_register_url,
    }
    named = {register: url for register, url in urls.items() if url}
    if not named:
        return NO_REGISTERS
    secret = read_secret(settings.register_secret_file)
    return Registers({register: RegisterClient(url, secret) for register, url in named.items()})


def read_secret(path: Path) -> str:
    """Read the secret by which the registers know the hub.

    Raises: RegisterSecretInvalid.
    """
    try:
        secret = path.read_text("utf-8", errors="replace").strip()
    except OSError:
        raise RegisterSecretInvalid(least=SHORTEST_SECRET) from None
    fit = len(secret) >= SHORTEST_SECRET and secret.isascii() and secret.isprintable()
    if not fit or " " in secret:
        raise RegisterSecretInvalid(least=SHORTEST_SECRET)
    return secret


async def _read(response: httpx.Response) -> bytes:
    read = bytearray()
    async for part in response.aiter_raw():
        read += part
        if len(read) > LARGEST_ANSWER:
            raise UnfitError
    return bytes(read)
