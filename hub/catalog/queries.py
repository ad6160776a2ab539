"""Read the catalog: hold what was ever in force at one reference epoch, and look into it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256

import msgspec

from hub.audit.call import Call
from hub.catalog.refusals import RevisionNotFound
from hub.catalog.revisions import Revision, RevisionState
from hub.db.engine import ReaderConnection
from hub.policy.difference import Change, difference
from hub.policy.entry import Entry, Field, Law, LegalBasis
from hub.policy.law import MEASURES
from hub.policy.revision import cited, policy_revision, standing_policy
from hub.policy.rulebook import VERSION
from hub.policy.terms import SharingState

CATALOG = """
SELECT json_build_object(
    'epoch', (SELECT value FROM reference_epoch),
    'law', ARRAY(SELECT to_json(legal_basis) FROM legal_basis ORDER BY code),
    'entries', ARRAY(
        SELECT json_build_object(
            'id', id, 'code', code, 'owner_id', owner_id,
            'sharing', sharing, 'sharing_changed_at', sharing_changed_at,
            'revisions', ARRAY(
                SELECT json_build_object('number', number, 'state', state, 'body', body)
                FROM catalog_revision
                WHERE entry_id = catalog_entry.id AND state IN ('IN_FORCE', 'RETIRED')
                ORDER BY number))
        FROM catalog_entry ORDER BY code)
)::text
"""

_TOLD = """
SELECT json_build_object(
    'entry_id', entry_id, 'number', number, 'state', state, 'body', body, 'digest', digest,
    'widening_basis', widening_basis, 'drafted_at', drafted_at, 'submitted_at', submitted_at,
    'in_force_at', in_force_at, 'retired_at', retired_at)::text
FROM catalog_revision JOIN catalog_entry ON catalog_entry.id = entry_id
"""
_CONCERNED = """(owner_id = ANY($1)
    OR EXISTS (SELECT FROM organization WHERE id = $2 AND kind = 'DATA_CENTER'))"""
REVISIONS = f"""{_TOLD}
WHERE code = $3 AND (state IN ('IN_FORCE', 'RETIRED') OR {_CONCERNED})
ORDER BY number
"""
OPEN = f"""{_TOLD}
WHERE state IN ('DRAFT', 'SUBMITTED') AND {_CONCERNED}
ORDER BY submitted_at NULLS LAST, drafted_at
"""


class Shelf(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """An entry with every revision that was ever in force, and the policy that stands."""

    id: int
    code: str
    owner_id: int
    sharing: SharingState
    sharing_changed_at: datetime | None
    revisions: dict[int, Entry]
    number: int
    retired: bool
    policy: Entry
    policy_revision: str

    @property
    def entry(self) -> Entry:
        """Return the latest revision that was in force."""
        return self.revisions[self.number]

    @property
    def in_force(self) -> Entry | None:
        """Return the revision under which licenses may be made, if there is one."""
        return None if self.retired else self.entry

    def shape(self, number: int) -> dict[str, Field]:
        """Return the fields of licenses made under a revision, each with the policy of today."""
        return self._shapes[number]

    @cached_property
    def _shapes(self) -> dict[int, dict[str, Field]]:
        standing = self.policy.by_key
        return {
            number: {field.key: standing[field.key] for field in revision.fields}
            for number, revision in self.revisions.items()
        }


class CatalogSnapshot:
    """The catalog and the law as they stand at one reference epoch, held in memory."""

    def __init__(self, epoch: int, law: Law, shelves: Sequence[Shelf]) -> None:
        """Take the entries that were ever in force, in the order of their codes."""
        self.epoch = epoch
        self.law = law
        self.shelves = tuple(shelves)
        self.by_id = {shelf.id: shelf for shelf in shelves}
        self.by_code = {shelf.code: shelf for shelf in shelves}
        self.by_type_code = {shelf.entry.type_code: shelf for shelf in shelves}

    @cached_property
    def policies_hash(self) -> str:
        """Return what changes with any entry's policy: lists are bound to it."""
        return sha256("".join(it.policy_revision for it in self.shelves).encode()).hexdigest()

    def policies(self, entry_id: int) -> dict[str, Field]:
        """Return the policy of every field an entry ever had: a dropped one keeps its last."""
        return self.by_id[entry_id].policy.by_key

    def known_keys(self, keys: Iterable[str]) -> frozenset[str]:
        """Return those of some keys that are a field's anywhere: any text could be asked for."""
        return frozenset(key for key in keys if any(key in it.policy.by_key for it in self.shelves))


class _Former(msgspec.Struct, frozen=True):
    number: int
    state: RevisionState
    body: Entry


class _Entry(msgspec.Struct, frozen=True):
    id: int
    code: str
    owner_id: int
    sharing: SharingState
    sharing_changed_at: datetime | None
    revisions: list[_Former]


class _Catalog(msgspec.Struct, frozen=True):
    epoch: int
    law: list[LegalBasis]
    entries: list[_Entry]


async def load_catalog(connection: ReaderConnection) -> CatalogSnapshot:
    """Return the whole catalog with the epoch at which it stands so, in one statement."""
    found = msgspec.json.decode(await connection.fetchval(CATALOG), type=_Catalog)
    law = MEASURES | {basis.code: basis for basis in found.law}
    shelves = [_shelf(entry, law) for entry in found.entries if entry.revisions]
    return CatalogSnapshot(found.epoch, law, shelves)


def _shelf(entry: _Entry, law: Law) -> Shelf:
    latest = entry.revisions[-1]
    policy = standing_policy([former.body for former in entry.revisions])
    return Shelf(
        id=entry.id,
        code=entry.code,
        owner_id=entry.owner_id,
        sharing=entry.sharing,
        sharing_changed_at=entry.sharing_changed_at,
        revisions={former.number: former.body for former in entry.revisions},
        number=latest.number,
        retired=latest.state is RevisionState.RETIRED,
        policy=policy,
        policy_revision=policy_revision(VERSION, policy, law),
    )


async def visible_revisions(call: Call, code: str) -> tuple[Revision, ...]:
    """Return the revisions of an entry, drafts only to owner and data center."""
    return await _revisions(call, REVISIONS, code)


async def open_revisions(call: Call) -> tuple[Revision, ...]:
    """Return what is drafted or submitted and not in force, to owner and data center (art. 7)."""
    return await _revisions(call, OPEN)


async def _revisions(call: Call, statement: str, *values: object) -> tuple[Revision, ...]:
    acting = call.caller.organization
    concerned = (call.caller.issuer_organizations, acting.id if acting else None)
    async with call.read() as connection:
        rows = await connection.fetch(statement, *concerned, *values)
    return tuple(msgspec.json.decode(row[0], type=Revision) for row in rows)


async def visible_revision(call: Call, code: str, number: int) -> Revision:
    """Return one revision of an entry.

    Raises:
        RevisionNotFound: there is none of this number that the caller may see.

    """
    for revision in await visible_revisions(call, code):
        if revision.number == number:
            return revision
    raise RevisionNotFound(code=code, number=number)


def policy_difference(
    catalog: CatalogSnapshot, revision: Revision, today: date
) -> tuple[Change, ...]:
    """Return who would see more and who less under a revision than before it (art. 22)."""
    shelf = catalog.by_id.get(revision.entry_id)
    earlier = shelf.revisions.items() if shelf else ()
    former = [body for number, body in earlier if number < revision.number]
    old = standing_policy(former) if former else None
    return difference(old, revision.body, catalog.law, today)


def find_entries(
    catalog: CatalogSnapshot,
    *,
    search: str | None = None,
    issuer: str | None = None,
    sector: str | None = None,
) -> tuple[Shelf, ...]:
    """Return the entries in force whose code or name has the words, of an issuer and a sector."""
    return tuple(
        shelf
        for shelf in catalog.shelves
        if shelf.in_force is not None
        and sector in (None, shelf.entry.sector)
        and (issuer is None or issuer in (shelf.entry.owner, *shelf.entry.issuers))
        and _named(shelf.entry, search or "")
    )


def legal_bases(catalog: CatalogSnapshot, entry: str | None = None) -> list[LegalBasis]:
    """Return the provisions that are known, or those that one entry cites, by their codes."""
    if entry is None:
        return [catalog.law[code] for code in sorted(catalog.law)]
    shelf = catalog.by_code.get(entry)
    codes = sorted(cited(shelf.entry)) if shelf else ()
    return [catalog.law[code] for code in codes if code in catalog.law]


def _named(entry: Entry, search: str) -> bool:
    words = search.casefold().split()
    name = f"{entry.code} {entry.type_code} {entry.zh} {entry.en}".casefold()
    return all(word in name for word in words)
