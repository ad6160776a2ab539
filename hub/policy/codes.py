"""Check, take apart and make the codes of the norms: people, organizations, licenses, regions."""

import re
from datetime import date
from enum import StrEnum
from operator import mul

import msgspec

RESIDENT_ID, CREDIT_CODE, PASSPORT = "111", "001", "414"
"""Holder code types: resident identity number, unified social credit code, passport.

That of passports is from memory, to be confirmed.
"""

_BASE36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_CODE = re.compile(f"[{_CREDIT_ALPHABET}]{{2}}[0-9]{{6}}[{_CREDIT_ALPHABET}]{{10}}")
_RESIDENT_ID = re.compile(r"[0-9]{17}[0-9X]")
_PASSPORT = re.compile(r"[A-Z0-9]{5,20}")  # from memory: passports follow no one form
_WEIGHTS = [1 << (17 - place) for place in range(17)]
_WEIGHT_OF_ZEROS: int = sum(map(mul, _WEIGHTS, b"0" * 17))
_ROOT = "1.2.156.3005.2."
_PARTS = re.compile(
    r"(?P<type_code>[0-9A-Z]{18}[0-9]{3})\.(?P<issuer>[0-9A-Z]{18}|[0-9]{6})"
    r"\.(?P<serial>[0-9A-Z]{1,32})\.(?P<version>[0-9]{3})\.(?P<check>[0-9A-Z])"
)
_LATEST_VERSION = 999


def holder_code_valid(code_type: str, code: str) -> bool:
    """Tell whether a holder's code, in the form in which codes are compared, is right."""
    if code_type == RESIDENT_ID:
        return resident_id_valid(code)
    if code_type == CREDIT_CODE:
        return credit_code_valid(code)
    return code_type == PASSPORT and _PASSPORT.fullmatch(code) is not None


def resident_id_valid(code: str) -> bool:
    """Tell whether a resident identity number is right (GB 11643): form, birth date and check.

    The region is not looked up: codes of regions change, numbers given under them stay.
    """
    return (
        _RESIDENT_ID.fullmatch(code) is not None
        and _is_day(code[6:14])
        and (_weighted(code) + _digit11(code[17])) % 11 == 1
    )


def _weighted(code: str) -> int:
    weighted: int = sum(map(mul, _WEIGHTS, code[:17].encode()))
    return weighted - _WEIGHT_OF_ZEROS


def birth_date(code: str) -> date:
    """Return the day of birth that a valid resident identity number carries."""
    return date(int(code[6:10]), int(code[10:12]), int(code[12:14]))


def credit_code_valid(code: str) -> bool:
    """Tell whether a unified social credit code is right: GB 32100, and GB 11714 within it."""
    if _CREDIT_CODE.fullmatch(code) is None:
        return False
    total = sum(_CREDIT_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17]))
    return code[17] == _CREDIT_ALPHABET[-total % 31] and _organization_check(code[8:16]) == code[16]


def _organization_check(body: str) -> str:
    """Return the check character of an organization code (GB 11714)."""
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(_BASE36.index(c) * weight for c, weight in zip(body, weights, strict=True))
    return "0123456789X"[-total % 11]


def _digit11(character: str) -> int:
    return 10 if character == "X" else int(character)


def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True


class Grade(StrEnum):
    """How well a license identifier keeps to the norm; aggregated ones often do not."""

    VALID = "VALID"
    WRONG_CHECK = "WRONG_CHECK"
    UNPARSEABLE = "UNPARSEABLE"


class Identifier(msgspec.Struct, frozen=True):
    """A license identifier (GB/T 36904) in its parts."""

    type_code: str
    issuer: str
    serial: str
    version: str
    check: str

    def __str__(self) -> str:
        """Return the identifier as it is written."""
        parts = (self.type_code, self.issuer, self.serial, self.version, self.check)
        return _ROOT + ".".join(parts)

    @property
    def grade(self) -> Grade:
        """Tell whether the check character is right."""
        body = self.type_code + self.issuer + self.serial + self.version
        return Grade.VALID if self.check == check_character(body) else Grade.WRONG_CHECK


def parse_identifier(text: str) -> Identifier | None:
    """Take an identifier apart by length, since the check does not protect the dots."""
    parts = _PARTS.fullmatch(text.removeprefix(_ROOT)) if text.startswith(_ROOT) else None
    return Identifier(**parts.groupdict()) if parts else None


def grade_identifier(text: str) -> Grade:
    """Grade an identifier made elsewhere."""
    identifier = parse_identifier(text)
    return identifier.grade if identifier else Grade.UNPARSEABLE


def make_identifier(type_code: str, issuer: str, serial: str, version: int = 1) -> Identifier:
    """Make a valid identifier for a version of a license.

    Raises: ValueError, where a part has not the form of the norm.

    """
    if not 1 <= version <= _LATEST_VERSION:
        raise ValueError(version)
    body = (type_code, issuer, serial, f"{version:03}")
    if _PARTS.fullmatch(".".join((*body, "0"))) is None:
        raise ValueError(body)
    return Identifier(*body, check_character("".join(body)))


def check_character(body: str) -> str:
    """Return the ISO 7064 MOD 37,36 check character of digits and capital letters."""
    carry = 36
    for character in body:
        carry = _CARRIES[carry][character]
    return _BASE36[(37 - carry) % 36]


_CARRIES = [
    {character: ((carry + value) % 36 or 36) * 2 % 37 for value, character in enumerate(_BASE36)}
    for carry in range(37)
]
"""The next carry, by the carry and the character."""

PROVINCE = "510000"
CITIES = {
    "510100": "成都市",
    "510300": "自贡市",
    "510400": "攀枝花市",
    "510500": "泸州市",
    "510600": "德阳市",
    "510700": "绵阳市",
    "510800": "广元市",
    "510900": "遂宁市",
    "511000": "内江市",
    "511100": "乐山市",
    "511300": "南充市",
    "511400": "眉山市",
    "511500": "宜宾市",
    "511600": "广安市",
    "511700": "达州市",
    "511800": "雅安市",
    "511900": "巴中市",
    "512000": "资阳市",
    "513200": "阿坝藏族羌族自治州",
    "513300": "甘孜藏族自治州",
    "513400": "凉山彝族自治州",
}
"""The cities and prefectures of Sichuan (GB/T 2260)."""


def region_valid(code: str) -> bool:
    """Tell whether a region code has the form of GB/T 2260."""
    return re.fullmatch(r"[1-9][0-9]{5}", code) is not None


def significant_digits(region: str) -> str:
    """Return what distinguishes a region: `51` of the province, `5101` of a city."""
    return re.sub(r"(?:00){1,2}$", "", region)


def covers(region: str, other: str) -> bool:
    """Tell whether a region covers another; an empty one covers everything."""
    return other.startswith(significant_digits(region))
