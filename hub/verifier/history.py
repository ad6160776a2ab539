"""Check the history of a license: a chain of links, each naming the one before, each sealed."""

import base64
import json
import re
from dataclasses import dataclass
from typing import Any

from .documents import IDENTIFIER
from .report import Check, FailedError, Outcome
from .seals import check_seal
from .sm3 import sm3

KEYS = {
    *("cause", "content", "event", "identifier", "issued_on", "occurred_on"),
    *("status", "valid_from", "valid_until", "version"),
}
ABOUT = "link"
STATUS, DAY = re.compile(r"[A-Z_]{1,40}"), re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Link:
    """One link: its digest, and what it says."""

    digest: str
    identifier: str
    version: int
    status: str
    valid_until: str | None


def check_history(check: Check, raw: bytes, where: str) -> list[Link]:
    """Check every link and every seal of a history, and return the links.

    A version that was sealed elsewhere, or never, has no seal here: that is noted, and the seal of
    the package stands for it.

    Raises:
        FailedError: the chain is broken.

    """
    links: list[Link] = []
    told = read_json(raw)
    for number, each in enumerate(told["links"], start=1):
        place = f"{where} link {number}"
        previous = links[-1].digest if links else None
        link = _read(each, number, previous, place)
        links.append(link)
        seals = [base64.b64decode(seal, validate=True) for seal in each["seals"]]
        if not seals:
            check.tell("HISTORY", Outcome.NOTED, "HISTORY_UNSEALED", place)
        for count, seal in enumerate(seals, start=1):
            found = f"{place} seal {count}"
            check_seal(check, seal, bytes.fromhex(link.digest), ABOUT, found)
    if not links or [link.version for link in links] != sorted(link.version for link in links):
        raise FailedError("HISTORY_BROKEN", where)
    check.passed("HISTORY", "HISTORY_UNBROKEN", where)
    return links


def _read(told: dict[str, Any], number: int, previous: str | None, where: str) -> Link:
    text = told["link"].encode()
    digest = sm3(bytes.fromhex(previous or "") + text).hex()
    follows = (told["sequence"], told["previous"], told["digest"]) == (number, previous, digest)
    said = read_json(text)
    written = json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    if not follows or written.encode() != text or said.keys() != KEYS:
        raise FailedError("HISTORY_BROKEN", where)
    return _link(digest, said, where)


def _link(digest: str, said: dict[str, Any], where: str) -> Link:
    version, until = said["version"], said["valid_until"]
    known = IDENTIFIER.fullmatch(said["identifier"]) and STATUS.fullmatch(said["status"])
    if not known or type(version) is not int or not (until is None or DAY.fullmatch(until)):
        raise FailedError("HISTORY_BROKEN", where)
    return Link(digest, said["identifier"], version, said["status"], until)


def read_json(raw: bytes) -> dict[str, Any]:
    """Read an object in JSON, with no key twice.

    Raises:
        ValueError: it is none.

    """
    told = json.loads(raw.decode("utf-8"), object_pairs_hook=_once)
    if not isinstance(told, dict):
        raise TypeError("not an object")
    return told


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    if len(told) != len(pairs):
        raise ValueError("a key twice")
    return told
