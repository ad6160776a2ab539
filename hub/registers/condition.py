"""Examine whether each configured register is there and speaks the protocol."""

from contextlib import aclosing

import httpx

from hub.db.condition import Finding
from hub.errors import Refusal
from hub.registers.client import FAILURES, RegisterClient, registers_of
from hub.registers.terms import Register
from hub.settings import Settings

NAME_IT = "set HUB_REGISTER_SECRET to the file with the bearer token"
UNREACHABLE = "check HUB_{register}_REGISTER_URL, and that the register runs"
UNFIT = "check HUB_{register}_REGISTER_URL and HUB_REGISTER_SECRET"
NAME_IT_ZH = "将 HUB_REGISTER_SECRET 设为令牌文件的位置"
UNREACHABLE_ZH = "检查 HUB_{register}_REGISTER_URL 和该库服务是否运行"
UNFIT_ZH = "检查 HUB_{register}_REGISTER_URL 和 HUB_REGISTER_SECRET"


async def examine_registers(settings: Settings) -> list[Finding]:
    """Ask each configured register about nobody; what is told names no address and no secret."""
    try:
        registers = registers_of(settings)
    except Refusal as refusal:
        told = refusal.message_en
        told_zh = refusal.message_zh
        return [Finding.amiss("registers", told, NAME_IT, told_zh, NAME_IT_ZH)]
    async with aclosing(registers):
        return [await _finding(*each) for each in registers.clients.items()]


async def _finding(register: Register, client: RegisterClient) -> Finding:
    about = f"{register.value.lower().replace('_', ' ')} register"
    try:
        await client.examine()
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
        told, mend = f"unreachable ({type(error).__name__})", UNREACHABLE
        told_zh, mend_zh = "无法连接", UNREACHABLE_ZH
    except FAILURES:
        told, mend = "it does not answer as a register does", UNFIT
        told_zh, mend_zh = "应答不符合接口约定", UNFIT_ZH
    else:
        return Finding.fine(about, "reachable, and speaks the protocol", "可以连接且应答正常")
    mends = [one.format(register=register.value) for one in (mend, mend_zh)]
    return Finding.amiss(about, told, mends[0], told_zh, mends[1])
