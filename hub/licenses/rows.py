"""Turn the steps of a book into rows, and copy them into the tables of licenses."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from psycopg import AsyncConnection
from psycopg.sql import SQL, Identifier, Placeholder

from hub.licenses.book import State, Step
from hub.licenses.drafts import LicenseDraft
from hub.licenses.faces import Face, Seal, make_face
from hub.licenses.holders import Named

_LICENSE = (
    "holder_key", "id", "entry_id", "issuer_id", "serial", "version", "identifier", "grade",
    "revision", "status", "issued_on", "valid_from", "valid_until", "ended_on", "region", "origin",
    "holders", "face_id", "sequence", "last_stop", "last_event",
)  # fmt: skip
_COPY = {
    "license": ", ".join(_LICENSE),
    "license_version": (
        "holder_key, license_id, sequence, version, event, status, revision, face_id,"
        " occurred_on, recorded_at, content_mac, document_digest, digest, previous"
    ),
    "license_face": "holder_key, face_id, face, face_sealed, face_masked",
    "license_holder": "holder_key, license_id, owner_key, ordinal",
    "license_locator": (
        "identifier, entry_id, issuer_code, serial, version, holder_key, license_id"
    ),
    "public_record": "license_id, owner_key, entry_id, region, disclosed, grams",
}
_UPDATE = SQL("UPDATE license SET ({}) = ROW ({}) WHERE holder_key = %s AND id = %s").format(
    SQL(", ").join(map(Identifier, _LICENSE[2:])),
    SQL(", ").join([Placeholder()] * len(_LICENSE[2:])),
)
_NO_LONGER_HOLDS = "DELETE FROM license_holder WHERE holder_key = ANY(%s) AND license_id = %s"
_NO_LONGER_PUBLIC = "DELETE FROM public_record WHERE license_id = ANY(%s)"

Row = tuple[Any, ...]


class Rows:
    """The rows that a set of steps comes to; nothing kept in a face is ever read again."""

    def __init__(self, seal: Seal, holders: Mapping[Named, UUID], moment: datetime) -> None:
        """Take how cells are sealed, the keys of the holders that occur, and the moment."""
        self._seal = seal
        self._holders = holders
        self._moment = moment
        self._tables: dict[str, list[Row]] = {table: [] for table in _COPY}
        self._states: dict[UUID, State] = {}
        self._public: dict[UUID, Row] = {}
        self._left: list[Row] = []

    def add(self, steps: Iterable[Step]) -> None:
        """Note the rows of steps; those of one license come in their order."""
        for step in steps:
            self._add(step)

    def _add(self, step: Step) -> None:
        self._states[step.state.id] = step.state
        if step.draft:
            self._add_content(step, step.draft)
        self._tables["license_version"].append(self._version(step))

    def _add_content(self, step: Step, draft: LicenseDraft) -> None:
        self._hold(step, draft)
        owner = step.state.holder_key
        face = make_face(draft.plan, self._seal, step.face_id, draft.content)
        cells = (_json(face.clear), _json(face.sealed), _json(face.masked))
        self._tables["license_face"].append((owner, step.face_id, *cells))
        self._tables["license_locator"].append(_locator(step.state, draft))
        if draft.plan.listed:
            self._public[step.state.id] = _public(step.state, draft, face)

    def _hold(self, step: Step, draft: LicenseDraft) -> None:
        """Note who holds the license; it goes on living under its first holder ever."""
        state = step.state
        holders = [self._holders[one.code_type, one.code] for one in draft.content.holders]
        if holders == state.holders:
            return
        if state.holders:
            state.last_stop = max(state.last_stop, step.sequence)
            self._left.append((state.holders, state.id))
        state.holder_key = state.holder_key or holders[0]
        state.holders = holders

    def _version(self, step: Step) -> Row:
        digest = step.draft.content.document_digest if step.draft else None
        return (
            step.state.holder_key, step.state.id, step.sequence, step.version, step.event.value,
            step.status.value, step.revision, step.face_id, step.occurred_on, self._moment,
            step.content_mac, bytes.fromhex(digest) if digest else None, step.digest, step.previous,
        )  # fmt: skip

    async def copy(self, connection: AsyncConnection) -> None:
        """Bring the rows into their tables."""
        fresh = [state for state in self._states.values() if state.fresh]
        known = [state for state in self._states.values() if not state.fresh]
        moved = {license_id for _, license_id in self._left}
        self._tables["license"] = [_license(state) for state in fresh]
        self._tables["license_holder"] = [
            row for state in self._states.values() if state.fresh or state.id in moved
            for row in _held(state)
        ]  # fmt: skip
        self._tables["public_record"] = list(self._public.values())
        await self._make_room(connection, known)
        for table, rows in self._tables.items():
            await _copy(connection, table, rows)

    async def _make_room(self, connection: AsyncConnection, known: Sequence[State]) -> None:
        """Change what is there already."""
        if not known:
            return
        shown_anew = [state.id for state in known if state.id in self._public]
        async with connection.cursor() as cursor:
            updates = [(*_license(state)[2:], state.holder_key, state.id) for state in known]
            await cursor.executemany(_UPDATE, updates)
            await cursor.executemany(_NO_LONGER_HOLDS, self._left)
            await cursor.execute(_NO_LONGER_PUBLIC, [shown_anew])


async def _copy(connection: AsyncConnection, table: str, rows: Iterable[Row]) -> None:
    async with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({_COPY[table]}) FROM STDIN") as copy,
    ):
        for row in rows:
            await copy.write_row(row)


def _license(state: State) -> Row:
    return (
        state.holder_key, state.id, state.entry_id, state.issuer_id, state.serial, state.version,
        state.identifier, state.grade.value, state.revision, state.status.value, state.issued_on,
        state.valid_from, state.valid_until, state.ended_on, state.region, state.origin.value,
        state.holders, state.face_id, state.sequence, state.last_stop, state.last_event,
    )  # fmt: skip


def _held(state: State) -> Iterator[Row]:
    for ordinal, holder_key in enumerate(state.holders, 1):
        yield holder_key, state.id, state.holder_key, ordinal


def _locator(state: State, draft: LicenseDraft) -> Row:
    content = draft.content
    return (
        content.identifier, state.entry_id, content.issuer, content.serial, content.version,
        state.holder_key, state.id,
    )  # fmt: skip


def _public(state: State, draft: LicenseDraft, face: Face) -> Row:
    disclosed = _json(face.disclosed)
    return state.id, state.holder_key, state.entry_id, draft.content.region, disclosed, face.grams


def _json(value: object) -> str:
    return orjson.dumps(value).decode()
