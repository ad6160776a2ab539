"""Make a twin of a database that differs in everything an observer may not see."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import orjson
import psycopg
from psycopg.types.json import Jsonb

from hub.audit.call import Call
from hub.crypto.envelope import Envelopes
from hub.crypto.keyring import Keyring, Use
from hub.licenses.faces import text_of
from hub.policy.bigrams import bigrams
from hub.policy.terms import Outcome
from hub.reading.cells import COLUMNS, COMPUTED
from hub.reading.scope import ById, Query, Wanted
from tests.agreement.dice import Dice
from tests.make import Hub

LETTERS = "甲乙丙丁戊己庚辛壬癸子丑寅卯ABCDEFGH0123456789"
FAR = date(2031, 1, 1)
"""A period that runs so long may end on another day of its year, and no status changes."""

FACES = """SELECT f.holder_key, f.face_id, f.face, f.face_sealed, f.face_masked, l.id
    FROM license_face f LEFT JOIN license l USING (holder_key, face_id) ORDER BY f.face_id"""
PUT_FACE = """UPDATE license_face SET face = %s, face_sealed = %s, face_masked = %s
    WHERE holder_key = %s AND face_id = %s"""
PUT_CHAIN = """UPDATE license_version SET digest = sha256(digest), previous = sha256(previous),
    content_mac = sha256(content_mac), document_digest = sha256(content_mac),
    recorded_at = recorded_at + interval '1 day' WHERE license_id = %s"""
PUT_IDENTIFIER = (
    "UPDATE license_locator SET identifier = 'X' || identifier WHERE license_id = %s",
    "UPDATE license SET identifier = 'X' || identifier, serial = 'X' || serial WHERE id = %s",
)
PUT_LOOKUPS = "UPDATE holder SET lookup_hash = sha256(lookup_hash)"
PUT_NAMES = "UPDATE account SET name = 'X' || name WHERE subject <> %s"

TO_OTHERS = (
    """UPDATE consent SET fields = '{number}', separate = '{}', case_number = 'X'
        FROM access_request r WHERE r.id = request_id
            AND r.organization_id IS DISTINCT FROM %(organization)s
            AND license_id NOT IN (
                SELECT license_id FROM delegation WHERE delegate_account = %(account)s)""",
    """UPDATE access_request SET asked = '{number}', used = used + 1, quota = used + 9
        WHERE organization_id IS DISTINCT FROM %(organization)s""",
    """UPDATE oversight_assignment SET region = '520000', named = '{}'
        WHERE organization_id IS DISTINCT FROM %(organization)s""",
    """UPDATE delegation SET fields = '{number}', cause = 'X', ended_at = now()
        WHERE delegate_account IS DISTINCT FROM %(account)s""",
    """UPDATE presentation SET fields = '{number}', ended_at = now()
        WHERE redeemed_by IS DISTINCT FROM %(account)s""",
    """UPDATE use_grant SET fields = '{number}', cause = 'X', withdrawn_at = now()
        WHERE grantee_account IS DISTINCT FROM %(account)s
            AND grantee_organization IS DISTINCT FROM %(organization)s""",
)
"""What others were given, asked for and set over."""


class Sight(NamedTuple):
    """What an observer may see of one license: the outcome of each of its cells."""

    reached: bool = False
    own: bool = False
    cells: Mapping[str, Outcome] = {}

    def outcome(self, name: str) -> Outcome:
        """Return the outcome of a cell; what is not decided is not seen."""
        return self.cells.get(name, Outcome.WITHHELD)


BLIND = Sight()


class Word(NamedTuple):
    """A hidden value: as text in one database and in the other, None where there is none."""

    entry: str
    key: str
    identifier: str
    left: str | None
    right: str | None


async def sights(hub: Hub, call: Call) -> dict[UUID, Sight]:
    """Return what an observer may see, as the rulebook decides each license without its values."""
    places = hub.world.places.values()
    return {id_: await _sight(hub, call, holder_key, id_) for holder_key, id_, _ in places}


async def _sight(hub: Hub, call: Call, holder_key: UUID, license_id: UUID) -> Sight:
    query = Query(ById(holder_key, license_id), Wanted(history=True, values=False))
    answer = await hub.reading.read(call, query)
    if not answer.rows:
        return BLIND
    decided = answer.rows[0].decided
    return Sight(
        reached=True,
        own=decided.own,
        cells={it.cell.name: it.decision.outcome for it in decided.cells},
    )


@dataclass
class Cells:
    """The cells of one version as they lie in the database, while they are changed."""

    face_id: UUID
    clear: dict[str, Any]
    sealed: dict[str, str]
    masked: dict[str, dict[str, str]]


@dataclass
class Twin:
    """Changes a copy of a database behind the hub's back."""

    connection: psycopg.Connection
    keyring: Keyring
    seen: Mapping[UUID, Sight]
    named: Mapping[UUID, tuple[str, str]]
    """The entry and the identifier of each license."""
    dice: Dice
    words: list[Word] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Take the data keys of both databases."""
        self._envelopes = Envelopes(self.keyring.of(Use.DATA))

    def entrust_otherwise(self, account: UUID, organization: int | None) -> None:
        """Change what was authorized to others than the observer."""
        for statement in TO_OTHERS:
            told = {"account": account, "organization": organization}
            self.connection.execute(statement.encode(), told)

    def differ(self, subject: str) -> list[Word]:
        """Change all that the observer may not see, and return the hidden values."""
        for holder_key, face_id, clear, sealed, masked, id_ in self._rows(FACES):
            cells = Cells(face_id, clear, sealed, masked)
            self._change(cells, id_)
            values = (Jsonb(cells.clear), Jsonb(cells.sealed), Jsonb(cells.masked))
            self.connection.execute(PUT_FACE, (*values, holder_key, face_id))
            self._disclose(cells, id_)
        for id_ in self.named:
            self._change_row(id_, self.seen.get(id_, BLIND))
        self.connection.execute(PUT_LOOKUPS)
        self.connection.execute(PUT_NAMES, (subject,))
        return self.words

    def _rows(self, statement: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(statement.encode()).fetchall()

    def _change(self, cells: Cells, id_: UUID | None) -> None:
        sight = BLIND if id_ is None else self.seen.get(id_, BLIND)
        for name in sorted({*cells.clear, *cells.sealed, *sight.cells} - COLUMNS - COMPUTED):
            outcome = sight.outcome(name)
            if outcome is not Outcome.GRANTED:
                self._change_cell(cells, name, id_, withheld=outcome is Outcome.WITHHELD)

    def _change_cell(self, cells: Cells, name: str, id_: UUID | None, *, withheld: bool) -> None:
        """Give a cell another value; the forms of a masked one stay, and a withheld one may go."""
        old = self._value(cells, name)
        if old is None and not withheld:
            return
        gone = withheld and self.dice.chance(0.2)
        new = None if gone else other(self.dice, old)
        self._put(cells, name, new)
        if withheld:
            forms = cells.masked.pop(name, {})
            if not gone:
                cells.masked[name] = {rule: text(self.dice) for rule in forms}
        if id_ is not None and (old, new) != (None, None):
            entry, identifier = self.named[id_]
            left, right = (None if it is None else text_of(it) for it in (old, new))
            self.words.append(Word(entry, name.partition("#")[0], identifier, left, right))

    def _value(self, cells: Cells, name: str) -> Any:  # noqa: ANN401 - of any type
        if name not in cells.sealed:
            return cells.clear.get(name)
        envelope = base64.b64decode(cells.sealed[name])
        return orjson.loads(self._envelopes.open(envelope, cells.face_id.bytes + name.encode()))

    def _put(self, cells: Cells, name: str, value: object) -> None:
        was_sealed = cells.sealed.pop(name, None) is not None
        cells.clear.pop(name, None)
        if value is None:
            return
        if was_sealed:
            bound = cells.face_id.bytes + name.encode()
            envelope = self._envelopes.seal(orjson.dumps(value), bound)
            cells.sealed[name] = base64.b64encode(envelope).decode()
        else:
            cells.clear[name] = value

    def _disclose(self, cells: Cells, id_: UUID | None) -> None:
        """Let the register keep of hidden cells what the twin has in them, and find it so."""
        found = "SELECT disclosed FROM public_record WHERE license_id = %s"
        row = self.connection.execute(found, (id_,)).fetchone()
        if id_ is None or row is None:
            return
        sight = self.seen.get(id_, BLIND)
        kept = {it: told for it, told in row[0].items() if sight.outcome(it) is Outcome.GRANTED}
        hidden = {it: self._value(cells, it) for it in row[0].keys() - kept.keys()}
        now = kept | {it: text_of(value) for it, value in hidden.items() if value is not None}
        put = "UPDATE public_record SET disclosed = %s, grams = %s WHERE license_id = %s"
        grams = sorted(bigrams(" ".join(now.values())))
        self.connection.execute(put, (Jsonb(now), grams, id_))

    def _change_row(self, id_: UUID, sight: Sight) -> None:
        if not sight.own:
            self.connection.execute(PUT_CHAIN, (id_,))
        if sight.outcome("issued_on") is Outcome.WITHHELD:
            self._change_day("issued_on", date(2026, 1, self.dice.random.randint(1, 28)), id_)
        if sight.outcome("valid_until") is not Outcome.GRANTED:
            self._change_day("valid_until", date(2031, 3, self.dice.random.randint(1, 28)), id_)
        if not sight.reached and self.dice.chance(0.5):
            for statement in PUT_IDENTIFIER:
                self.connection.execute(statement.encode(), (id_,))

    def _change_day(self, column: str, day: date, id_: UUID) -> None:
        statement = f"UPDATE license SET {column} = %s WHERE id = %s"  # noqa: S608 - of two columns
        if column == "valid_until":
            statement += f" AND valid_until > '{FAR}'"
        self.connection.execute(statement.encode(), (day, id_))


def other(dice: Dice, value: object) -> Any:  # noqa: ANN401 - of the type of the value
    """Return another value of the same type, of another length."""
    if isinstance(value, list):
        return [text(dice) for _ in range(dice.random.randint(1, 4))]
    if isinstance(value, dict):
        return {key: text(dice) for key in value}
    return text(dice)


def text(dice: Dice) -> str:
    """Return random text."""
    return "".join(dice.random.choices(LETTERS, k=dice.random.randint(4, 24)))
