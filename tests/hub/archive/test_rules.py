"""Numbers of copies, how long they are kept, and how much a case file holds."""

from datetime import date, timedelta
from random import Random

import pytest

from hub.archive.refusals import CaseFull, ExpiryUnfit
from hub.archive.rules import ALPHABET, check_expiry, check_room, new_number, number_valid

DAY = date(2026, 11, 25)
SEED = 3


def test_a_number_names_its_day_and_cannot_be_guessed() -> None:
    numbers = {new_number(DAY) for _ in range(2_000)}
    assert len(numbers) == 2_000
    assert {number[:9] for number in numbers} == {"20261125-"}
    assert {sign for number in numbers for sign in number[9:-1]} == set(ALPHABET)


def test_every_slip_of_one_sign_is_found() -> None:
    random = Random(SEED)
    for _ in range(50):
        number = new_number(DAY)
        assert number_valid(number)
        for place, sign in enumerate(number):
            other = random.choice([one for one in ALPHABET[:10] if one != sign])
            wrong = f"{number[:place]}{other}{number[place + 1 :]}"
            assert not number_valid(wrong), (number, place)


@pytest.mark.parametrize("number", ["", "20261125", "20261125-AAAAAAAAAAU", "20261125-aaaaaaaaaaa"])
def test_what_is_no_number_is_none(number: str) -> None:
    assert not number_valid(number)


@pytest.mark.parametrize("days", [0, 1, 30 * 366])
def test_a_copy_is_kept_from_today_on(days: int) -> None:
    check_expiry(DAY + timedelta(days=days), DAY)


@pytest.mark.parametrize("days", [-1, 30 * 366 + 1])
def test_and_neither_in_the_past_nor_for_ever(days: int) -> None:
    with pytest.raises(ExpiryUnfit):
        check_expiry(DAY + timedelta(days=days), DAY)


@pytest.mark.parametrize(("copies", "size"), [(101, 0), (1, 24 * 1024 * 1024 + 1)])
def test_a_case_file_is_no_larger_than_the_checker_takes(copies: int, size: int) -> None:
    check_room(100, 24 * 1024 * 1024)
    with pytest.raises(CaseFull):
        check_room(copies, size)
