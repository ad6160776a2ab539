"""A number is one license's, under every key that is still held, until it is let go."""

from hub.crypto.keyring import Use, rotate
from hub.db.ids import new_id
from hub.issuing.claims import Named, claim_numbers, release_numbers, taken_numbers
from hub.licenses.keys import LicenseKeys
from tests.hub.issuing.bureau import Bureau
from tests.hub.issuing.conftest import Place


async def test_a_number_stays_taken_when_the_key_is_rotated(place: Place, bureau: Bureau) -> None:
    rotated = LicenseKeys(rotate(place.keyring, Use.INDEX))
    number, first, second = Named(1, "51010000001"), new_id(), new_id()
    async with bureau.doors.writer.begin() as db:
        assert await claim_numbers(db, bureau.keys, {first: number}) == set()
        assert await claim_numbers(db, rotated, {second: number}) == {second}
        assert await taken_numbers(db, rotated, [number, Named(1, "51010000002")]) == {number}


async def test_a_number_that_was_let_go_is_free(bureau: Bureau) -> None:
    number, first, second = Named(1, "51010000001"), new_id(), new_id()
    async with bureau.doors.writer.begin() as db:
        assert await claim_numbers(db, bureau.keys, {first: number, second: number}) == {second}
        await release_numbers(db, [first])
        assert await claim_numbers(db, bureau.keys, {second: number}) == set()
