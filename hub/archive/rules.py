"""Say which number a copy has, until when it is kept, and how much a case file holds; pure."""

import re
import secrets
from datetime import date, timedelta
from typing import Final

from hub.archive.refusals import CaseFull, ExpiryUnfit

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXY"
"""Thirty-one digits and letters that nobody takes for one another: a prime number of them."""

MOST_COPIES: Final = 100
MOST_MEBIBYTES: Final = 24
"""How much a case file holds: the offline checker takes files of 32 MiB."""

YEARS: Final = 30
"""For how long a copy is kept at most (保管期限)."""

_RANDOM: Final = 10
_FORM = re.compile(rf"[0-9]{{8}}-[{ALPHABET}]{{{_RANDOM}}}[{ALPHABET}]")


def new_number(day: date) -> str:
    """Return a number for a copy: its day, 49 random bits, and what finds a slip of the pen."""
    body = f"{day:%Y%m%d}-" + "".join(secrets.choice(ALPHABET) for _ in range(_RANDOM))
    return body + _check(body)


def number_valid(number: str) -> bool:
    """Tell whether a text could be the number of a copy."""
    return bool(_FORM.fullmatch(number)) and _check(number[:-1]) == number[-1]


def _check(body: str) -> str:
    signs = body.replace("-", "")
    weighed = (place * ALPHABET.index(sign) for place, sign in enumerate(signs, 2))
    return ALPHABET[sum(weighed) % len(ALPHABET)]


def check_expiry(expires_on: date, today: date) -> None:
    """Let a copy be kept until a day within reach.

    Raises: ExpiryUnfit.
    """
    if not today <= expires_on <= today + timedelta(days=366 * YEARS):
        raise ExpiryUnfit(years=YEARS)


def check_room(copies: int, size: int) -> None:
    """Let a case take another copy while its file can still be checked by anybody.

    Raises: CaseFull.
    """
    if copies > MOST_COPIES or size > MOST_MEBIBYTES * 1024 * 1024:
        raise CaseFull(most=MOST_COPIES, mebibytes=MOST_MEBIBYTES)
