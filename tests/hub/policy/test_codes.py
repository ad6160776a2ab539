"""Codes: the norms' own vectors, properties of the checks, and a second implementation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from hub.policy.codes import (
    CITIES,
    PROVINCE,
    Grade,
    Identifier,
    birth_date,
    check_character,
    covers,
    credit_code_valid,
    grade_identifier,
    make_identifier,
    parse_identifier,
    region_valid,
    resident_id_valid,
)

ANNEX = "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U"
SYNTHETIC = "1.2.156.3005.2.11519999MB9900013B001.11519999MB9900013B.519999202600000001.001.O"
CREDIT_CODES = [
    "91350100M000100Y43",
    "11519999MB9900013B",
    "11519999MB99000216",
    "11519999MB990003XX",
    "12519999MB99000993",
    "91519999MA990001XH",
    "92519999MA9900028E",
    "91519999MA9900036C",
    "51519999MJ9900012J",
]
RESIDENT_IDS = [
    "11010519491231002X",
    "519999199001010017",
    "519999198506150045",
    "519999197012319993",
    "519999201503010033",
]
BASE36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize("code", CREDIT_CODES)
def test_a_right_credit_code_is_valid(code: str) -> None:
    assert credit_code_valid(code)


@pytest.mark.parametrize(
    "code",
    [
        "91350100M000100Y4Z",
        "91350100m000100y43",
        "91350100M000100Y4",
        "91350100M000100Y430",
        "91350100M000100Y43\n",
        "9135010OM000100Y43",
        "",
    ],
)
def test_a_wrong_credit_code_is_not(code: str) -> None:
    assert not credit_code_valid(code)


@given(st.sampled_from(CREDIT_CODES), st.integers(0, 17), st.sampled_from(CREDIT_ALPHABET))
def test_one_wrong_character_is_always_noticed(code: str, at: int, character: str) -> None:
    changed = code[:at] + character + code[at + 1 :]
    assert credit_code_valid(changed) == (changed == code)


@given(
    st.from_regex(r"[159][123][0-9]{6}[0-9ABCDEFGHJKLMNPQRTUWXY]{10}", fullmatch=True)
    | st.sampled_from(CREDIT_CODES)
)
def test_what_we_accept_a_second_implementation_accepts(code: str) -> None:
    assert uscc.is_valid(code) or not credit_code_valid(code)


@given(st.from_regex(r"[159][123][0-9]{6}[0-9ABCDEFGHJKLMNPQRTUWXY]{9}", fullmatch=True))
def test_the_last_character_agrees_with_a_second_implementation(body: str) -> None:
    inner = {body[:16] + character for character in "0123456789X"}
    candidates = {part + uscc.calc_check_digit(part) for part in inner}
    assert sum(credit_code_valid(candidate) for candidate in candidates) == 1


@pytest.mark.parametrize("code", RESIDENT_IDS)
def test_a_right_resident_number_is_valid(code: str) -> None:
    assert resident_id_valid(code)


@pytest.mark.parametrize(
    "code",
    [
        "110105194912310021",
        "11010519491231002x",
        "11010519491331002X",
        "519999199002300011",
        "51999919900101001",
        "５19999199001010017",
        "519999199001010017 ",
        "",
    ],
)
def test_a_wrong_resident_number_is_not(code: str) -> None:
    assert not resident_id_valid(code)


@given(st.sampled_from(RESIDENT_IDS), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_wrong_digit_is_always_noticed(code: str, at: int, digit: str) -> None:
    changed = code[:at] + digit + code[at + 1 :]
    assert resident_id_valid(changed) == (changed == code)


@given(st.text())
def test_no_text_breaks_a_check(text: str) -> None:
    assert not resident_id_valid(text + "!")
    assert not credit_code_valid(text + "!")
    assert grade_identifier(text + "!") is Grade.UNPARSEABLE
    assert not region_valid(text + "!")


def test_a_resident_number_carries_the_birth_date() -> None:
    assert birth_date("519999201503010033").isoformat() == "2015-03-01"


@pytest.mark.parametrize(
    "identifier",
    [
        ANNEX,
        ANNEX.replace(".001.U", ".002.S"),
        SYNTHETIC,
        SYNTHETIC.replace(".001.O", ".002.M"),
    ],
)
def test_a_right_identifier_is_valid(identifier: str) -> None:
    assert grade_identifier(identifier) is Grade.VALID


def test_a_wrong_check_is_told_from_a_wrong_form() -> None:
    assert grade_identifier(ANNEX[:-1] + "V") is Grade.WRONG_CHECK
    assert grade_identifier(ANNEX.replace(".001.", ".002.")) is Grade.WRONG_CHECK
    assert grade_identifier(ANNEX.replace("L.2023", "L2023")) is Grade.UNPARSEABLE
    assert grade_identifier(ANNEX.lower()) is Grade.UNPARSEABLE
    assert grade_identifier(ANNEX + "\n") is Grade.UNPARSEABLE


def test_moved_dots_are_refused_although_the_check_still_fits() -> None:
    moved = SYNTHETIC.replace("B.5199", "B5.199")
    assert grade_identifier(moved) is Grade.UNPARSEABLE


def test_an_identifier_may_name_its_issuer_by_region() -> None:
    made = make_identifier("11519999MB9900013B001", "519999", "A1")
    assert parse_identifier(str(made)) == made
    assert made.grade is Grade.VALID


@given(
    st.sampled_from(CREDIT_CODES),
    st.integers(0, 999),
    st.text(BASE36, min_size=1, max_size=32),
    st.integers(1, 999),
)
def test_what_the_hub_makes_is_always_valid(
    issuer: str, kind: int, serial: str, version: int
) -> None:
    made = make_identifier(f"{issuer}{kind:03}", issuer, serial, version)
    assert grade_identifier(str(made)) is Grade.VALID
    assert parse_identifier(str(made)) == made


@pytest.mark.parametrize(
    ("type_code", "issuer", "serial", "version"),
    [
        ("11519999MB9900013B", "519999", "1", 1),
        ("11519999MB9900013B001", "51999", "1", 1),
        ("11519999MB9900013B001", "519999", "", 1),
        ("11519999MB9900013B001", "519999", "1.2", 1),
        ("11519999MB9900013B001", "519999", "1", 0),
        ("11519999MB9900013B001", "519999", "1", 1000),
    ],
)
def test_the_hub_makes_no_identifier_of_another_form(
    type_code: str, issuer: str, serial: str, version: int
) -> None:
    with pytest.raises(ValueError, match=r".*"):
        make_identifier(type_code, issuer, serial, version)


@given(st.text(BASE36, min_size=1), st.data())
def test_the_check_finds_every_single_error(body: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(body) - 1))
    other = data.draw(st.sampled_from(BASE36.replace(body[at], "")))
    assert check_character(body) != check_character(body[:at] + other + body[at + 1 :])


def test_an_identifier_is_written_in_its_parts() -> None:
    parts = Identifier("11100000000013338W011", "11430000006122244L", "20230000403", "001", "U")
    assert str(parts) == ANNEX


@pytest.mark.parametrize(
    ("region", "other"),
    [
        ("", "110000"),
        ("510000", "510000"),
        ("510000", "513401"),
        ("510100", "510104"),
        ("510104", "510104"),
        ("511000", "511002"),
        ("519999", "519999"),
    ],
)
def test_a_region_covers_what_begins_with_its_digits(region: str, other: str) -> None:
    assert covers(region, other)


@pytest.mark.parametrize(
    ("region", "other"),
    [
        ("510000", "520000"),
        ("510100", "510300"),
        ("510100", "510000"),
        ("510104", "510105"),
        ("511000", "511100"),
        ("519999", "510000"),
    ],
)
def test_a_region_covers_nothing_else(region: str, other: str) -> None:
    assert not covers(region, other)


def test_the_province_covers_each_of_its_cities_and_no_city_another() -> None:
    assert len(CITIES) == 21
    for city in CITIES:
        assert region_valid(city)
        assert covers(PROVINCE, city)
        assert [other for other in CITIES if covers(city, other)] == [city]
