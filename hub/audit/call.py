"""A call: who asks, when and why, and the two doors to the database, `act` and `read`."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256
from uuid import UUID

import msgspec
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from hub.audit.model import AuditEntry, IdempotencyKey
from hub.audit.once import UsedAlready
from hub.audit.recorder import NotRecorded, Recorder
from hub.audit.usage import Usage
from hub.clock import SHANGHAI, now
from hub.db.engine import ReaderConnection, ReaderPool
from hub.db.ids import new_id
from hub.errors import Kind, Refusal
from hub.identity.callers import ANONYMOUS, Caller
from hub.identity.standing import STANDING, still_stands
from hub.identity.tokens import VerifiedToken
from hub.policy.facts import Purpose

ANSWERED = "ANSWERED"
PLAIN_SUBJECT = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[A-Za-z][A-Za-z0-9_-]{0,63}", re.ASCII
)
"""An id of the hub's own making, or a code in words: what a refused act may be recorded under."""

LONGEST_KEY = 128
DONE = "DONE"

_STANDING_READ = STANDING.format("$1::uuid", "$2::bytea")
_STANDING_WRITE = text(STANDING.format("CAST(:account AS uuid)", "CAST(:token AS bytea)"))

Races = Mapping[str, type[Refusal]]
"""Which refusal a violated constraint means, by the constraint's name."""


class KeyReused(Refusal):
    """An idempotency key came again with another input."""

    kind = Kind.CONFLICT
    zh = "该幂等键已用于另一份输入"
    en = "This idempotency key was used with another input"


class KeyInvalid(Refusal):
    """An idempotency key has 1 to 128 characters."""

    kind = Kind.INVALID
    zh = "幂等键须为 1 至 {most} 个字符"
    en = "An idempotency key has 1 to {most} characters"


class KeyInUse(Refusal):
    """An idempotency key came twice at the same time."""

    kind = Kind.CONFLICT
    zh = "使用该幂等键的另一请求正在处理，请稍后重试"
    en = "Another request with this idempotency key is under way; try again"


_RACES: dict[str, type[Refusal]] = {"pk_idempotency_key": KeyInUse}


@dataclass(frozen=True)
class Doors:
    """The ways to the database that a process holds open for all calls."""

    writer: async_sessionmaker[AsyncSession]
    reader: ReaderPool
    recorder: Recorder
    searcher: "ReaderPool | None" = None
    """Where the register is searched, if not through the reader."""


@dataclass
class Act:
    """One change under way: its session, its subject, and the subject of an earlier same act."""

    db: AsyncSession
    subject: str
    replayed: bool = False


@dataclass
class Call:
    """One request to the hub by one caller at one moment."""

    doors: Doors
    caller: Caller = ANONYMOUS
    purpose: Purpose | None = None
    request_id: str = field(default_factory=lambda: str(new_id()))
    moment: datetime = field(default_factory=now)
    token: VerifiedToken | None = None
    renew: Callable[[], Awaitable[Caller]] | None = None
    usage: Usage = field(default_factory=Usage)
    by_browser: bool = False
    """Whether a browser follows a link of a page, where nobody can state a purpose anew."""

    @cached_property
    def today(self) -> date:
        """Return the day of this call in Asia/Shanghai."""
        return self.moment.astimezone(SHANGHAI).date()

    @property
    def name(self) -> str:
        """Return what tells this caller, in this office, from every other."""
        organization = self.caller.organization
        return f"{self.caller.account_id}/{organization.id if organization else ''}"

    @property
    def own_keys(self) -> tuple[UUID, ...]:
        """Return the keys of the holders that the caller is, or stands for today."""
        caller = self.caller
        stood_for = (
            other.holder_key
            for other in caller.represents
            if other.until is None or self.today < other.until
        )
        own = () if caller.holder_key is None else (caller.holder_key,)
        return (*own, *stood_for)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[ReaderConnection]:
        """Look at what is not decided license data: yield a connection of the reading role."""
        async with self.doors.reader.acquire() as connection:
            row = await connection.fetchrow(_STANDING_READ, *self._who())
        await self._renew(*(row or (0, None, False)))  # with no connection held: it takes another
        async with self.doors.reader.acquire() as connection:
            yield connection

    async def acted(self, name: str, key: str | None) -> bool:
        """Tell whether an act was done before under a key, and hold the caller's rights of now.

        A look before something slow that the act must not wait for; the act alone decides.
        """
        async with self.doors.writer.begin() as db:
            await self._stand(db)
            return key is not None and await self._kept(db, f"{name}:{key}") is not None

    @asynccontextmanager
    async def act(
        self,
        name: str,
        *,
        subject: str = "",
        key: str | None = None,
        wish: object = None,
        races: Races | None = None,
    ) -> AsyncIterator[Act]:
        """Change something: commit it with its audit entry, or record the refusal by itself.

        With an idempotency key, a second act of the same input finds `replayed` set and the first
        one's subject; another input is `KeyReused`.
        """
        try:
            async with self.doors.writer.begin() as db:
                await self._stand(db)
                act = Act(db, subject)
                if self.usage.proof is not None:
                    await self.usage.proof.use_up(db)
                if key is not None:
                    if not 1 <= len(key) <= LONGEST_KEY:
                        raise KeyInvalid(most=LONGEST_KEY)
                    await self._replay(act, f"{name}:{key}", _digest(wish))
                yield act
                if not act.replayed:
                    await self._keep(act, name, key, wish)
            self.usage.proof = None
        except Refusal as refusal:
            await self._record_refusal(name, subject, refusal.code)
            raise
        except IntegrityError as error:
            refused = (_RACES | dict(races or {})).get(_constraint(error))
            if refused is None:
                raise
            await self._record_refusal(name, subject, refused.__name__)
            raise refused() from None

    def _who(self) -> tuple[UUID | None, bytes | None]:
        return self.caller.account_id, self.caller.token_hash

    async def _stand(self, db: AsyncSession) -> None:
        account, token = self._who()
        row = await db.execute(_STANDING_WRITE, {"account": account, "token": token})
        await self._renew(*row.one())

    async def _renew(self, reference_epoch: int, caller_epoch: int | None, revoked: bool) -> None:  # noqa: FBT001 - a row
        """Load the caller anew where the rights held in memory are out of date."""
        if still_stands(self.caller, reference_epoch, caller_epoch, revoked=revoked):
            return
        if self.renew is not None:
            self.caller = await self.renew()

    async def _kept(self, db: AsyncSession, key: str) -> IdempotencyKey | None:
        own = (IdempotencyKey.caller == self.name) & (IdempotencyKey.key == key)
        return await db.scalar(select(IdempotencyKey).where(own))

    async def _replay(self, act: Act, key: str, digest: bytes) -> None:
        kept = await self._kept(act.db, key)
        if kept is None:
            return
        if kept.input_digest != digest:
            raise KeyReused
        act.replayed, act.subject = True, kept.subject

    async def _keep(self, act: Act, name: str, key: str | None, wish: object) -> None:
        act.db.add(self._entry(name, act.subject, DONE))
        if key is not None:
            kept = IdempotencyKey(
                caller=self.name,
                key=f"{name}:{key}",
                input_digest=_digest(wish),
                subject=act.subject,
                at=self.moment,
            )
            act.db.add(kept)
        await act.db.flush()

    async def _record_refusal(self, name: str, subject: str, code: str) -> None:
        """Record a refusal; a subject that nobody has checked may be anything, a number too."""
        subject = subject if PLAIN_SUBJECT.fullmatch(subject) else ""
        async with self.doors.writer.begin() as db:
            db.add(self._entry(name, subject, code))

    def _entry(self, name: str, subject: str, outcome: str) -> AuditEntry:
        organization = self.caller.organization
        return AuditEntry(
            id=new_id(),
            at=self.moment,
            act=name,
            subject=subject,
            outcome=outcome,
            account_id=self.caller.account_id,
            organization_id=organization.id if organization else None,
            assurance=self.caller.assurance,
            request_id=self.request_id,
        )

    @asynccontextmanager
    async def recorded(self, operation: str) -> AsyncIterator[None]:
        """Commit the usage event of what is read within, before it leaves; of a refusal too.

        Raises: what `close` does.
        """
        try:
            yield
        except Refusal as refusal:
            await self.close(operation, refusal.code, left=False)
            raise
        await self.close(operation)

    async def close(self, operation: str, outcome: str = ANSWERED, *, left: bool = True) -> None:
        """Commit the usage event of this call, if it decided license data.

        What was refused after it was decided (`left` is not set), here or by what it would have
        used up, is recorded as refused, so that its holders are told of that too.

        Raises: NotRecorded, and the refusal of an authorization that was spent meanwhile.
        """
        if not self.usage.decided:
            await self.use_up_proof()
            return
        usage = self.usage if left else self.usage.refused(outcome)
        try:
            await self.doors.recorder.record(usage.record(self, operation, outcome))
        except NotRecorded:
            raise
        except Refusal as refusal:
            proof = None if isinstance(refusal, UsedAlready) else usage.proof
            refused = replace(
                usage.refused(refusal.code), consumptions=[], rests_on=[], proof=proof
            )
            with suppress(NotRecorded):  # nothing leaves but the refusal
                await self.doors.recorder.record(refused.record(self, operation, refusal.code))
            raise

    async def use_up_proof(self) -> None:
        """Use up the proof of possession that the request came with, if nothing did yet.

        Raises: UsedAlready.
        """
        if self.usage.proof is not None:
            async with self.doors.writer.begin() as db:
                await self.usage.proof.use_up(db)
            self.usage.proof = None


def _digest(wish: object) -> bytes:
    return sha256(msgspec.json.encode(wish, order="sorted")).digest()


def _constraint(error: IntegrityError) -> str:
    diagnostics = getattr(error.orig, "diag", None)
    return getattr(diagnostics, "constraint_name", None) or ""
