"""Say what events tell a peer: of a license what the rulebook gives that peer, and no more."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec
import orjson

from hub.catalog.queries import CatalogSnapshot, Shelf
from hub.clock import SHANGHAI
from hub.crypto.digests import sm3
from hub.crypto.opaque import Opaque
from hub.exchange.peers import Exchange, KnownPeer
from hub.exchange.terms import DirectoryEvent, PeerKind
from hub.policy.entry import (
    IDENTIFIER,
    ISSUED_ON,
    ISSUER,
    STATUS,
    VALID_FROM,
    VALID_UNTIL,
    Field,
)
from hub.policy.terms import Classification, Disclosure, FieldType, Outcome, Sharing, SharingState
from hub.reading.decide import Row
from hub.reading.read import Answer
from hub.reading.scope import Among, Page, Query, Wanted

OPERATION: Final = "exchange"
_DIRECTORY: Final = frozenset({IDENTIFIER, STATUS, ISSUER, ISSUED_ON, VALID_FROM, VALID_UNTIL})
"""What the national directory holds of each license beside what is freely shared."""
_BELOW_PERSONAL: Final = frozenset({Classification.PUBLIC, Classification.INTERNAL})


class Claimed(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery that is to be tried now."""

    id: UUID
    happened: str
    at: datetime
    entry_id: int
    holder_key: UUID | None
    license_id: UUID | None
    sequence: int | None
    tries: int

    @property
    def day(self) -> date:
        """Return the day on which it happened, by which both sides count."""
        return self.at.astimezone(SHANGHAI).date()

    @property
    def place(self) -> tuple[UUID, UUID] | None:
        """Return where the license lives, if it is about one."""
        if self.holder_key is None or self.license_id is None:
            return None
        return self.holder_key, self.license_id


class Event(NamedTuple):
    """What goes to the peer of one delivery, and the digest of the state that it tells."""

    of: Claimed
    body: dict[str, Any]
    digest: bytes | None = None


async def events_of(
    exchange: Exchange, peer: KnownPeer, claimed: Sequence[Claimed], told: set[UUID]
) -> list[Event | None]:
    """Return what each delivery says now; none where the law gives this peer nothing.

    What was `told` before and is not given any more is told to be removed. The use is recorded
    before this returns.

    Raises: NotRecorded, and whatever a read is refused by.
    """
    call = exchange.call(peer)
    catalog = await exchange.reading.current_catalog(call)
    places = {one.place for one in claimed if one.place and peer.gets(catalog.by_id[one.entry_id])}
    states: dict[UUID, tuple[Answer, Row]] = {}
    if places:
        async with call.recorded(OPERATION):
            answer = await exchange.reading.read(call, _query(peer, catalog, sorted(places)))
            states = {row.record["id"]: (answer, row) for row in answer.rows}
    found = _Found(exchange.opaque, peer, catalog, states, told)
    return [found.event(one) for one in claimed]


def _query(peer: KnownPeer, catalog: CatalogSnapshot, places: Sequence[tuple[UUID, UUID]]) -> Query:
    homes, ids = zip(*places, strict=True)
    shelves = [shelf for shelf in catalog.shelves if peer.gets(shelf)]
    wanted = {(shelf.code, key) for shelf in shelves for key in shared_keys(peer, shelf)}
    return Query(Among(homes, ids), Wanted(frozenset(), frozenset(wanted)), page=Page(len(places)))


def shared_keys(peer: KnownPeer, shelf: Shelf) -> Iterator[str]:
    """Yield what is asked of an entry's licenses; the rulebook decides what is given of it."""
    for field in shelf.policy.fields:
        if field.type is FieldType.IMAGE:
            continue  # leaves by a one-use link alone
        if peer.kind is PeerKind.CREDIT and field.disclosure is not Disclosure.NONE:
            yield field.key
        if peer.kind is PeerKind.NATIONAL and (
            field.key in _DIRECTORY or _freely_shared(shelf, field)
        ):
            yield field.key


def _freely_shared(shelf: Shelf, field: Field) -> bool:
    sharing = field.sharing.stricter(shelf.policy.sharing)
    return sharing is Sharing.UNCONDITIONAL and field.classification in _BELOW_PERSONAL


class _Found(NamedTuple):
    """What was found to tell one peer: the decided licenses, and what it was told before."""

    opaque: Opaque
    peer: KnownPeer
    catalog: CatalogSnapshot
    states: Mapping[UUID, tuple[Answer, Row]]
    told: set[UUID]

    def event(self, one: Claimed) -> Event | None:
        """Return what a delivery says."""
        shelf = self.catalog.by_id[one.entry_id]
        head = {"id": str(one.id), "kind": one.happened, "at": one.at.isoformat()}
        if one.place is None:
            return Event(one, head | _entry(shelf, one)) if self.peer.gets(shelf) else None
        name = license_name(self.opaque, *one.place)
        found = self.states.get(one.place[1])
        state = found and _state(*found, one, shelf, name)
        if state:
            if STATUS not in state["fields"] or one.happened == DirectoryEvent.REMOVED:
                head["kind"] = DirectoryEvent.RESTATED  # another kind would tell where it stands
            digest = sm3(orjson.dumps(state, option=orjson.OPT_SORT_KEYS))
            return Event(one, head | {"digest": digest.hex(), "state": state}, digest)
        if one.place[1] in self.told or one.happened == DirectoryEvent.REMOVED:
            head["kind"] = DirectoryEvent.REMOVED
            return Event(one, head | {"license": name, "sequence": one.sequence, "state": None})
        return None


def license_name(opaque: Opaque, holder_key: UUID, license_id: UUID) -> str:
    """Return the id under which a peer knows a license, and may ask the hub for it."""
    return opaque.seal(b"L" + holder_key.bytes + license_id.bytes, b"id")  # as the schema does


def license_named(opaque: Opaque, name: str) -> tuple[UUID, UUID]:
    """Return where the license lives that a peer names; `Tampered` or `ValueError` for none."""
    opened = opaque.open(name, b"id")
    if opened[:1] != b"L":
        raise ValueError(opened[:1])
    return UUID(bytes=opened[1:17]), UUID(bytes=opened[17:])


def _state(
    answer: Answer, row: Row, one: Claimed, shelf: Shelf, license_: str
) -> dict[str, Any] | None:
    """Return what the peer shall have of a license from now on, if it is given anything."""
    fields: dict[str, Any] = {}
    masked: list[str] = []
    for cell in row.decided.cells:
        text = answer.values.json_of(row, cell)
        if cell.decision.outcome is Outcome.WITHHELD or text is None:
            continue
        fields[cell.cell.name] = orjson.loads(text)
        if cell.decision.outcome is Outcome.MASKED:
            masked.append(cell.cell.name)
    if not fields:
        return None
    return {
        "license": license_,
        "entry": shelf.code,
        "sequence": one.sequence,
        "day": one.day.isoformat(),
        "fields": fields,
        "masked": sorted(masked),
    }


def _entry(shelf: Shelf, one: Claimed) -> dict[str, Any]:
    """Say how an entry stands now; its catalog is public (art. 7)."""
    open_ = shelf.sharing is SharingState.OPEN
    kind = one.happened
    if kind != DirectoryEvent.ENTRY_REVISED:
        kind = DirectoryEvent.ENTRY_PUBLISHED if open_ else DirectoryEvent.ENTRY_WITHDRAWN
    body = shelf.entry
    return {
        "kind": kind,
        "entry": {
            "code": shelf.code,
            "zh": body.zh,
            "en": body.en,
            "typeCode": body.type_code,
            "sector": body.sector,
            "revision": shelf.number,
            "sharing": shelf.sharing.value,
            "policyRevision": shelf.policy_revision,
        },
    }
