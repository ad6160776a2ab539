"""Mint synthetic identity numbers and credit codes: checks are right, the region is unassigned."""

REGION = "519999"
"""No place has this code (GB/T 2260), so nobody real has a number made here."""

_MOST_BIRTHS = 999
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_BODY_CHECKS = "0123456789X"
_BODY_VALUES = {c: v for v, c in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
_CODE_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_BODY_DIGITS = 6


def resident_id(birth: str, order: int) -> str:
    """Return the identity number of somebody born on a day `YYYYMMDD` (GB 11643).

    Raises:
        ValueError: the order of births on that day has more than three digits.

    """
    if not 0 <= order <= _MOST_BIRTHS:
        raise ValueError(order)
    body = f"{REGION}{birth}{order:03}"
    total = sum(map(int.__mul__, map(int, body), _ID_WEIGHTS))
    return body + _ID_CHECKS[total % 11]


def credit_code(kind: str, body: str) -> str:
    """Return the credit code (GB 32100) of a kind such as `91`, around an eight-character body."""
    total = sum(map(int.__mul__, map(_BODY_VALUES.__getitem__, body), _BODY_WEIGHTS))
    code = f"{kind}{REGION}{body}{_BODY_CHECKS[-total % 11]}"
    total = sum(map(int.__mul__, map(_VALUES.__getitem__, code), _CODE_WEIGHTS))
    return code + _ALPHABET[-total % 31]


def credit_body(prefix: str, order: int) -> str:
    """Return the body of the credit code of the n-th organization under a two-letter prefix."""
    digits = ""
    for _ in range(_BODY_DIGITS):
        order, digit = divmod(order, len(_ALPHABET))
        digits = _ALPHABET[digit] + digits
    return prefix + digits
