"""Turn the steps of a book into rows, and copy them into the tables of licenses."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID

import msgspec
import orjson
from psycopg import AsyncConnection
from psycopg.sql import SQL, Identifier, Placeholder

from hub.crypto.digests import sm3
from hub.db.binary import (
    NULL,
    bytes_cell,
    byteses_cell,
    copy_rows,
    date_cell,
    integer_cell,
    integers_cell,
    json_cell,
    row,
    smallint_cell,
    text_cell,
    texts_cell,
    uuid_cell,
    uuids_cell,
    word_cell,
)
from hub.licenses.book import State, Step
from hub.licenses.drafts import LicenseDraft
from hub.licenses.faces import Face, Seal, make_face
from hub.licenses.holders import Named
from hub.licenses.sealed import NOT_SEALED, AllSealed, Sealed, document_place

_COLUMNS = {
    "license": (
        "holder_key", "id", "entry_id", "issuer_id", "serial", "version", "identifier", "grade",
        "revision", "status", "issued_on", "valid_from", "valid_until", "ended_on", "region",
        "origin", "holders", "face_id", "sequence", "last_stop", "last_event", "co_issuers",
    ),
    "license_version": (
        "holder_key", "license_id", "sequence", "version", "event", "status", "revision",
        "face_id", "occurred_on", "recorded_at", "content_mac", "document_digest", "digest",
        "previous", "link", "cause", "seals", "holder_check",
    ),
    "license_document": (
        "holder_key", "license_id", "sequence", "format", "digest", "document",
    ),
    "license_face": ("holder_key", "face_id", "face", "face_sealed", "face_masked"),
    "license_holder": ("owner_key", "license_id", "holder_key", "ordinal"),
    "license_locator": (
        "holder_key", "license_id", "identifier", "entry_id", "issuer_code", "serial", "version",
    ),
    "public_record": ("owner_key", "license_id", "entry_id", "region", "disclosed", "grams"),
}  # fmt: skip
_CHANGEABLE = (
    "issuer_id", "version", "identifier", "grade", "revision", "status", "issued_on",
    "valid_from", "valid_until", "ended_on", "region", "origin", "holders", "face_id", "sequence",
    "last_stop", "last_event",
)  # fmt: skip
_UPDATE = SQL("UPDATE license SET ({}) = ROW ({}) WHERE holder_key = {} AND id = {}").format(
    SQL(", ").join(map(Identifier, _CHANGEABLE)),
    SQL(", ").join(map(Placeholder, _CHANGEABLE)),
    Placeholder("holder_key"),
    Placeholder("id"),
)
_NO_LONGER_HOLDS = "DELETE FROM license_holder WHERE holder_key = ANY(%s) AND license_id = %s"
_NO_LONGER_PUBLIC = "DELETE FROM public_record WHERE license_id = ANY(%s)"


Place = tuple[bytes, bytes]
Made = dict[str, list[bytes]]
"""Rows for COPY, by table; each begins with whom it lives under and the id of what it is of."""


class Rows:
    """The rows that a set of steps comes to; nothing kept in a face is ever read again."""

    def __init__(
        self, seal: Seal, holders: Mapping[Named, UUID], moment: bytes, sealed: AllSealed
    ) -> None:
        """Take how cells are encrypted, the keys of holders that occur, the moment, the seals."""
        self._seal = seal
        self._sealed = sealed
        self._holders = holders
        self._moment = moment
        self._states: dict[UUID, State] = {}
        self._places: dict[UUID, Place] = {}
        self._public: dict[UUID, bytes | None] = {}
        self._left: list[tuple[list[UUID], UUID]] = []

    def make(self, steps: Iterable[Step]) -> Made:
        """Make the rows of steps; those of one license come in their order."""
        tables = ("license_face", "license_locator", "license_version", "license_document")
        made: Made = {table: [] for table in tables}
        for step in steps:
            place, sealed = self._place(step), self._sealed.get(step.digest, NOT_SEALED)
            if step.draft:
                self._make_content(made, place, step, step.draft)
            made["license_version"].append(self._version(place, step, sealed))
            made["license_document"] += self._documents(place, step, sealed)
        return made

    def _place(self, step: Step) -> Place:
        """Return the two cells that begin most rows: the holder it lives under, and the license."""
        state = step.state
        if step.draft:
            self._hold(step, step.draft)
        if state.id not in self._places:
            self._states[state.id] = state
            self._places[state.id] = uuid_cell(_home(state)), uuid_cell(state.id)
        return self._places[state.id]

    def _make_content(self, made: Made, place: Place, step: Step, draft: LicenseDraft) -> None:
        face = make_face(draft.plan, self._seal, step.face_id, draft.content)
        made["license_face"].append(_face(step, face))
        made["license_locator"].append(_locator(place, draft))
        self._public[step.state.id] = _public(place, draft, face) if draft.plan.listed else None

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

    def _documents(self, place: Place, step: Step, sealed: Sealed) -> Iterator[bytes]:
        for kind, document in sealed.documents.items():
            bound = document_place(step.state.id, step.sequence, kind)
            yield row(
                *place,
                integer_cell(step.sequence),
                word_cell(kind.value),
                bytes_cell(sm3(document)),
                bytes_cell(self._seal(document, bound)),
            )

    def _version(self, place: Place, step: Step, sealed: Sealed) -> bytes:
        digest = step.draft.content.document_digest if step.draft else None
        return row(
            *place,
            integer_cell(step.sequence),
            smallint_cell(step.version),
            word_cell(step.event.value),
            word_cell(step.status.value),
            smallint_cell(step.revision),
            uuid_cell(step.face_id),
            date_cell(step.occurred_on),
            self._moment,
            bytes_cell(step.content_mac),
            bytes_cell(bytes.fromhex(digest) if digest else None),
            bytes_cell(step.digest),
            bytes_cell(step.previous),
            text_cell(step.link),
            _cause(step),
            byteses_cell(sealed.seals),
            _holder_check(step),
        )

    async def settle(self, connection: AsyncConnection) -> None:
        """Bring each license to where its steps have led."""
        known = [state for state in self._states.values() if not state.fresh]
        await self._make_room(connection, known)
        await copy_tables(connection, self.settled())

    def settled(self) -> Made:
        """Make the rows of how each license stands where its steps have led."""
        states = list(self._states.values())
        moved = {license_id for _, license_id in self._left}
        held = [state for state in states if state.fresh or state.id in moved]
        return {
            "license": [_license(self._places[each.id], each) for each in states if each.fresh],
            "license_holder": [one for each in held for one in _held(self._places[each.id], each)],
            "public_record": [one for one in self._public.values() if one],
        }

    async def _make_room(self, connection: AsyncConnection, known: Sequence[State]) -> None:
        """Change what is there already."""
        if not known:
            return
        shown_anew = [state.id for state in known if state.id in self._public]
        async with connection.cursor() as cursor:
            updates = [msgspec.structs.asdict(state) for state in known]
            await cursor.executemany(_UPDATE, updates)
            await cursor.executemany(_NO_LONGER_HOLDS, self._left)
            await cursor.execute(_NO_LONGER_PUBLIC, [shown_anew])


async def copy_tables(connection: AsyncConnection, made: Mapping[str, Sequence[bytes]]) -> None:
    """Copy rows into the tables that they are for."""
    for table, each in made.items():
        await copy_rows(connection, table, _COLUMNS[table], b"".join(each))


def _license(place: Place, state: State) -> bytes:
    return row(
        *place,
        integer_cell(state.entry_id),
        integer_cell(state.issuer_id),
        text_cell(state.serial),
        smallint_cell(state.version),
        text_cell(state.identifier),
        word_cell(state.grade.value),
        smallint_cell(state.revision),
        word_cell(state.status.value),
        date_cell(state.issued_on),
        date_cell(state.valid_from),
        date_cell(state.valid_until),
        date_cell(state.ended_on),
        word_cell(state.region),
        word_cell(state.origin.value),
        uuids_cell(state.holders),
        uuid_cell(state.face_id),
        integer_cell(state.sequence),
        integer_cell(state.last_stop),
        integer_cell(state.last_event),
        integers_cell(state.co_issuers),
    )


def _cause(step: Step) -> bytes:
    return json_cell(msgspec.json.encode(step.cause)) if step.cause else NULL


def _holder_check(step: Step) -> bytes:
    check = step.draft.holder_check if step.draft else None
    return word_cell(check.value) if check else NULL


def _face(step: Step, face: Face) -> bytes:
    cells = map(json_cell, map(orjson.dumps, (face.clear, face.sealed, face.masked)))
    return row(uuid_cell(_home(step.state)), uuid_cell(step.face_id), *cells)


def _held(place: Place, state: State) -> Iterator[bytes]:
    for ordinal, holder_key in enumerate(state.holders, 1):
        yield row(*place, uuid_cell(holder_key), smallint_cell(ordinal))


def _locator(place: Place, draft: LicenseDraft) -> bytes:
    content = draft.content
    return row(
        *place,
        text_cell(content.identifier),
        integer_cell(draft.entry_id),
        word_cell(content.issuer),
        text_cell(content.serial),
        smallint_cell(content.version),
    )


def _public(place: Place, draft: LicenseDraft, face: Face) -> bytes:
    return row(
        *place,
        integer_cell(draft.entry_id),
        word_cell(draft.content.region),
        json_cell(orjson.dumps(face.disclosed)),
        texts_cell(face.grams),
    )


def _home(state: State) -> UUID:
    """Return the key of the holder under whom the license lives; it has one once it is held."""
    if state.holder_key is None:
        raise ValueError(state.id)
    return state.holder_key
