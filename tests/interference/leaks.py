"""Leaks to plant in the decided read, each through another channel than a value."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from uuid import UUID

import pytest

from hub.audit.call import Call
from hub.errors import Kind, Refusal
from hub.reading.parameters import Parameters
from hub.reading.read import Answer, Reading
from hub.reading.scope import ByIdentifier, Query, Register
from hub.reading.sources import ordered
from schema.ids import GlobalIds

Read = Callable[[Reading, Call, Query], Awaitable[Answer]]
READ: Read = Reading.read
CURSORS = GlobalIds.cursors

_DIGEST = "md5(f.face::text || f.face_sealed::text)"
_DIGESTS = f"""SELECT l.id, {_DIGEST} AS digest FROM license l
    JOIN license_face f USING (holder_key, face_id) WHERE l.id = ANY ($1)"""  # noqa: S608 - of constants alone
_MATCHES = "SELECT count(*) FROM license_face WHERE strpos(face::text, $1) > 0"
_EXISTS = "SELECT count(*) FROM license_locator WHERE identifier = $1"


class Hidden(Refusal):
    """A refusal that lets on that there is something to refuse."""

    kind = Kind.NOT_FOUND
    zh = "存在，但不可见"
    en = "It exists, and you may not see it"


def leak_by_filter(patch: pytest.MonkeyPatch) -> None:
    """Let a list be narrowed by whatever is named."""
    patch.setattr("hub.reading.read.check_filters", lambda *_: None)


def leak_by_sort(patch: pytest.MonkeyPatch) -> None:
    """Order a list by what lies in its faces."""

    def leaking(query: Query, place: str, p: Parameters) -> str:
        return ordered(query, place, p).replace("ORDER BY ", f"ORDER BY {_DIGEST}, ")

    patch.setattr("hub.reading.statement.ordered", leaking)


def leak_by_cursor(patch: pytest.MonkeyPatch) -> None:
    """Make each cursor of what lies in the face at its place."""
    digests: dict[UUID, UUID] = {}

    async def leaking(reading: Reading, call: Call, query: Query) -> Answer:
        answer = await READ(reading, call, query)
        ids = [row.record["id"] for row in answer.rows]
        async with call.doors.reader.acquire() as connection:
            found = await connection.fetch(_DIGESTS, ids)
        digests.update((row["id"], UUID(hex=row["digest"])) for row in found)
        return answer

    def made(ids: GlobalIds, *bound: object) -> Callable[[UUID], str]:
        sealed = CURSORS(ids, *bound)
        return lambda place: sealed(digests[place])

    patch.setattr(Reading, "read", leaking)
    patch.setattr(GlobalIds, "cursors", made)


def leak_by_count(patch: pytest.MonkeyPatch) -> None:
    """Say that more follows where a hidden value matches a search."""

    async def leaking(reading: Reading, call: Call, query: Query) -> Answer:
        answer = await READ(reading, call, query)
        if not isinstance(query.scope, Register) or query.scope.search is None:
            return answer
        async with call.doors.reader.acquire() as connection:
            matches = await connection.fetchval(_MATCHES, query.scope.search)
        return replace(answer, more=answer.more or matches > 0)

    patch.setattr(Reading, "read", leaking)


def leak_by_error(patch: pytest.MonkeyPatch) -> None:
    """Refuse what is hidden with other words than what is not there."""

    async def leaking(reading: Reading, call: Call, query: Query) -> Answer:
        answer = await READ(reading, call, query)
        if isinstance(query.scope, ByIdentifier) and not answer.rows:
            async with call.doors.reader.acquire() as connection:
                if await connection.fetchval(_EXISTS, query.scope.identifier):
                    raise Hidden
        return answer

    patch.setattr(Reading, "read", leaking)
