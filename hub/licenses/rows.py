"""Turn the steps of a book into rows, and copy them into the tables of licenses."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID

import msgspec
import orjson
from psycopg import AsyncConnection
from psycopg.sql import SQL, Identifier, Placeholder

from hub.crypto.digests import sm3
from hub.db.copy import (
    NULL,
    bytes_cell,
    byteses_cell,
    copy_lines,
    copy_text,
    date_cell,
    integers_cell,
    json_cell,
    text_cell,
    texts_cell,
    uuids_cell,
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


Lines = dict[str, list[str]]
"""Lines for COPY, by table."""


class Rows:
    """The rows that a set of steps comes to; nothing kept in a face is ever read again."""

    def __init__(
        self, seal: Seal, holders: Mapping[Named, UUID], moment: str, sealed: AllSealed
    ) -> None:
        """Take how cells are encrypted, the keys of holders that occur, the moment, the seals."""
        self._seal = seal
        self._sealed = sealed
        self._holders = holders
        self._moment = moment
        self._states: dict[UUID, State] = {}
        self._places: dict[UUID, str] = {}
        self._public: dict[UUID, str | None] = {}
        self._left: list[tuple[list[UUID], UUID]] = []

    def make(self, steps: Iterable[Step]) -> Lines:
        """Make the lines of steps; those of one license come in their order."""
        tables = ("license_face", "license_locator", "license_version", "license_document")
        lines: Lines = {table: [] for table in tables}
        for step in steps:
            place, sealed = self._place(step), self._sealed.get(step.digest, NOT_SEALED)
            if step.draft:
                self._make_content(lines, place, step, step.draft)
            lines["license_version"].append(self._version(place, step, sealed))
            lines["license_document"] += self._documents(place, step, sealed)
        return lines

    def _place(self, step: Step) -> str:
        """Return the two cells that begin most rows: the holder it lives under, and the license."""
        state = step.state
        if step.draft:
            self._hold(step, step.draft)
        if state.id not in self._places:
            self._states[state.id] = state
            self._places[state.id] = f"{_home(state).hex}\t{state.id.hex}"
        return self._places[state.id]

    def _make_content(self, lines: Lines, place: str, step: Step, draft: LicenseDraft) -> None:
        face = make_face(draft.plan, self._seal, step.face_id, draft.content)
        lines["license_face"].append(_face(step, face))
        lines["license_locator"].append(_locator(place, draft))
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

    def _documents(self, place: str, step: Step, sealed: Sealed) -> Iterator[str]:
        for kind, document in sealed.documents.items():
            bound = document_place(step.state.id, step.sequence, kind)
            yield (
                f"{place}\t{step.sequence}\t{kind.value}\t{bytes_cell(sm3(document))}"
                f"\t{bytes_cell(self._seal(document, bound))}"
            )

    def _version(self, place: str, step: Step, sealed: Sealed) -> str:
        digest = step.draft.content.document_digest if step.draft else None
        return (
            f"{place}\t{step.sequence}\t{step.version}"
            f"\t{step.event.value}\t{step.status.value}\t{step.revision}\t{step.face_id.hex}"
            f"\t{step.occurred_on}\t{self._moment}\t{bytes_cell(step.content_mac)}"
            f"\t{bytes_cell(bytes.fromhex(digest) if digest else None)}"
            f"\t{bytes_cell(step.digest)}\t{bytes_cell(step.previous)}\t{text_cell(step.link)}"
            f"\t{_cause(step)}\t{byteses_cell(sealed.seals)}\t{_holder_check(step)}"
        )

    async def settle(self, connection: AsyncConnection) -> None:
        """Bring each license to where its steps have led."""
        known = [state for state in self._states.values() if not state.fresh]
        await self._make_room(connection, known)
        await copy_tables(connection, self.settled())

    def settled(self) -> Lines:
        """Make the lines of how each license stands where its steps have led."""
        states = list(self._states.values())
        moved = {license_id for _, license_id in self._left}
        held = [state for state in states if state.fresh or state.id in moved]
        return {
            "license": [_license(self._places[each.id], each) for each in states if each.fresh],
            "license_holder": [
                line for each in held for line in _held(self._places[each.id], each)
            ],
            "public_record": [line for line in self._public.values() if line],
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


async def copy_tables(connection: AsyncConnection, lines: Lines) -> None:
    """Copy lines into the tables that they are for."""
    for table, each in lines.items():
        await copy_lines(connection, table, _COLUMNS[table], each)


async def copy_texts(connection: AsyncConnection, texts: Mapping[str, bytes]) -> None:
    """Copy texts, each of whole lines, into the tables that they are for."""
    for table, text in texts.items():
        await copy_text(connection, table, _COLUMNS[table], text)


def _license(place: str, state: State) -> str:
    return (
        f"{place}\t{state.entry_id}\t{state.issuer_id}"
        f"\t{text_cell(state.serial)}\t{state.version}\t{text_cell(state.identifier)}"
        f"\t{state.grade.value}\t{state.revision}\t{state.status.value}"
        f"\t{date_cell(state.issued_on)}\t{date_cell(state.valid_from)}"
        f"\t{date_cell(state.valid_until)}\t{date_cell(state.ended_on)}"
        f"\t{state.region}\t{state.origin.value}\t{uuids_cell(state.holders)}"
        f"\t{state.face_id.hex}\t{state.sequence}\t{state.last_stop}\t{state.last_event}"
        f"\t{integers_cell(state.co_issuers)}"
    )


def _cause(step: Step) -> str:
    return json_cell(msgspec.json.encode(step.cause)) if step.cause else NULL


def _holder_check(step: Step) -> str:
    check = step.draft.holder_check if step.draft else None
    return check.value if check else NULL


def _face(step: Step, face: Face) -> str:
    cells = map(json_cell, map(orjson.dumps, (face.clear, face.sealed, face.masked)))
    return "\t".join((_home(step.state).hex, step.face_id.hex, *cells))


def _held(place: str, state: State) -> Iterator[str]:
    for ordinal, holder_key in enumerate(state.holders, 1):
        yield f"{place}\t{holder_key.hex}\t{ordinal}"


def _locator(place: str, draft: LicenseDraft) -> str:
    content = draft.content
    return (
        f"{place}\t{text_cell(content.identifier)}\t{draft.entry_id}"
        f"\t{text_cell(content.issuer)}\t{text_cell(content.serial)}\t{content.version}"
    )


def _public(place: str, draft: LicenseDraft, face: Face) -> str:
    return (
        f"{place}\t{draft.entry_id}\t{draft.content.region}"
        f"\t{json_cell(orjson.dumps(face.disclosed))}\t{texts_cell(face.grams)}"
    )


def _home(state: State) -> UUID:
    """Return the key of the holder under whom the license lives; it has one once it is held."""
    if state.holder_key is None:
        raise ValueError(state.id)
    return state.holder_key
