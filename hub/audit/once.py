"""What works once: used up as the request is recorded, and refused ever after."""

from datetime import datetime

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hub.db.engine import ReaderConnection
from hub.errors import Kind, Refusal

_USE = "INSERT INTO used_once (hash, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1"


_USE_IN_ACT = text("""
INSERT INTO used_once (hash, expires_at) VALUES (:hash, :expires_at)
ON CONFLICT DO NOTHING RETURNING 1
""")


class UsedAlready(Refusal):
    """A link, code or proof that works once was used before."""

    kind = Kind.CONFLICT
    zh = "该链接、验证码或证明只能使用一次，已被使用"
    en = "This link, code or proof works once, and has been used"


class Once(msgspec.Struct, frozen=True):
    """Something that works once, by its hash, and when it expires."""

    hash: bytes
    expires_at: datetime

    async def consume(self, connection: ReaderConnection, moment: datetime) -> None:
        """Use it up.

        Raises: UsedAlready.
        """
        del moment
        if await connection.fetchval(_USE, self.hash, self.expires_at) is None:
            raise UsedAlready

    async def use_up(self, db: AsyncSession) -> None:
        """Use it up within the transaction of an act.

        Raises: UsedAlready.
        """
        said = {"hash": self.hash, "expires_at": self.expires_at}
        if await db.scalar(_USE_IN_ACT, said) is None:
            raise UsedAlready
