"""Examine whether each configured register is there and speaks the protocol."""

from contextlib import aclosing

import httpx

from hub.db.condition import Finding
from hub.errors import Refusal
from hub.registers.client import FAILURES, RegisterClient, registers_of
from hub.registers.terms import Register
from hub.settings import Settings

NO_SECRET = "set HUB_REGISTER_SECRET to the file with the bearer token"  # noqa: S105 - words
UNREACHABLE = "check HUB_{register}_REGISTER_URL, and that the register runs"
UNFIT = "check HUB_{register}_REGISTER_URL and HUB_REGISTER_SECRET"


async def examine_registers(settings: Settings) -> list[Finding]:
    """Ask each configured register about nobody; what is told names no address and no secret."""
    try:
        registers = registers_of(settings)
    except Refusal as refusal:
        told = refusal.message_en
        return [Finding("registers", well=False, told=told, mend=NO_SECRET)]
    async with aclosing(registers):
        return [await _finding(*each) for each in registers.clients.items()]


async def _finding(register: Register, client: RegisterClient) -> Finding:
    about = f"{register.value.lower().replace('_', ' ')} register"
    try:
        await client.examine()
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
        told, mend = f"unreachable ({type(error).__name__})", UNREACHABLE
    except FAILURES:
        told, mend = "it does not answer as a register does", UNFIT
    else:
        return Finding(about, well=True, told="reachable, and speaks the protocol")
    return Finding(about, well=False, told=told, mend=mend.format(register=register.value))
