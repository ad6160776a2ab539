"""Let each number of an entry belong to one license (编号不重复, art. 7)."""

from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, Integer, LargeBinary, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession

from hub.errors import Kind, Refusal
from hub.licenses.keys import LicenseKeys

_KNOWN = text("""
SELECT w.place FROM unnest(:entries, :digests) WITH ORDINALITY AS w (entry_id, digest, place)
JOIN number_claim USING (entry_id, digest)
""").bindparams(
    bindparam("entries", type_=ARRAY(Integer)), bindparam("digests", type_=ARRAY(LargeBinary))
)
_CLAIM = text("""
INSERT INTO number_claim (entry_id, digest, license_id)
SELECT * FROM unnest(:entries, :digests, :licenses) ON CONFLICT DO NOTHING RETURNING license_id
""").bindparams(
    bindparam("entries", type_=ARRAY(Integer)),
    bindparam("digests", type_=ARRAY(LargeBinary)),
    bindparam("licenses", type_=ARRAY(Uuid)),
)
_RELEASE = text("DELETE FROM number_claim WHERE license_id = ANY (:licenses)").bindparams(
    bindparam("licenses", type_=ARRAY(Uuid))
)


class NumberTaken(Refusal):
    """A number that was stated belongs to another license of the entry."""

    kind = Kind.CONFLICT
    zh = "该证照编号已属于本目录条目的另一证照"
    en = "This number belongs to another license of the entry"


class Named(NamedTuple):
    """A number within its entry."""

    entry_id: int
    number: str


async def taken_numbers(
    db: AsyncSession, keys: LicenseKeys, numbers: Iterable[Named]
) -> set[Named]:
    """Return which numbers belong to licenses made here, under any key that is still held."""
    macs = [(one, mac) for one in numbers for mac in keys.number_macs(one.number)]
    said = {"entries": [one.entry_id for one, _ in macs], "digests": [mac for _, mac in macs]}
    return {macs[place - 1][0] for place in await db.scalars(_KNOWN, said)}


async def claim_numbers(
    db: AsyncSession, keys: LicenseKeys, wanted: Mapping[UUID, Named]
) -> set[UUID]:
    """Let new licenses have their numbers, and return those whose number is another's."""
    if not wanted:
        return set()
    taken = await taken_numbers(db, keys, wanted.values())
    free = [
        (one.entry_id, keys.number_macs(one.number)[0], license_id)
        for license_id, one in wanted.items()
        if one not in taken
    ]
    free.sort(key=itemgetter(0, 1))  # all in one order, so that none deadlock; the first one wins
    said = {
        "entries": [entry_id for entry_id, _, _ in free],
        "digests": [digest for _, digest, _ in free],
        "licenses": [license_id for _, _, license_id in free],
    }
    return wanted.keys() - set(await db.scalars(_CLAIM, said))


async def release_numbers(db: AsyncSession, licenses: Iterable[UUID]) -> None:
    """Let go of the numbers of licenses that did not come in force."""
    await db.execute(_RELEASE, {"licenses": list(licenses)})
