"""Keep copies and case files over HTTP, as a holder and a bank would."""

import io
import zipfile
from datetime import UTC, datetime
from itertools import count
from typing import Any

from pypdf import PdfReader

from hub.clock import now
from hub.documents.zipping import pack
from hub.verifier.check import check_file
from hub.verifier.report import Report
from tests.schema.http.asking import ANYONE, Answer, Hub, identifier

BANK = "91519999MA9900036C"
COPY = """... on ArchivalCopy { id number license organization { code } cause matter caseNumber
    madeAt expiresOn digest downloadLink }"""
CASE_FILE = "... on CaseFile { id matter caseNumber copies closedAt digest downloadLink }"
UNTIL = "2036-12-31"
SAID = {"cause": "租车核验", "matter": "personal-loan"}
FIELDS = ["holder_name", "status", "number"]

_keys = count(1)
_cases = count(1)


def key() -> str:
    """Return a key that no other act has."""
    return f"archive-{next(_keys)}"


def case_number() -> str:
    """Return the number of a case that nobody has."""
    return f"CASE-{next(_cases)}"


def given(hub: Hub, right: str = "DOWNLOAD", **changed: object) -> str:
    """Let the adult give the bank a grant of the driving license, and return its id."""
    usual: dict[str, object] = {
        "license": hub.license_id("adult-driving", "adult"),
        "fields": FIELDS,
        "organization": BANK,
        "validUntil": "2027-06-01T00:00:00+08:00",
        "cause": "租车核验",
        "right": right,
        "idempotencyKey": key(),
    }
    told = hub.do("grantUse", "... on Grant { id }", by="adult", **usual | changed)
    return str(told["id"])


def withdraw(hub: Hub, grant: str) -> None:
    """Let the adult take a grant back."""
    hub.do("withdrawGrant", "__typename", by="adult", grant=grant, idempotencyKey=key())


def taken(hub: Hub, by: str = "bank-clerk", case: str | None = None, **changed: object) -> Answer:
    """Take a copy of the adult's driving license, and return what is told of it."""
    usual: dict[str, Any] = {
        "identifier": identifier("adult-driving"),
        "purpose": SAID | ({} if case is None else {"caseNumber": case}),
        "expiresOn": UNTIL,
        "idempotencyKey": key(),
    }
    return hub.do("takeArchivalCopy", COPY, by=by, **usual | changed)


def closed(hub: Hub, case: str, by: str = "bank-clerk", **changed: object) -> Answer:
    """Close the file of a case."""
    said = {"matter": SAID["matter"], "caseNumber": case, "idempotencyKey": key()}
    return hub.do("closeCaseFile", CASE_FILE, by=by, **said | changed)


def fetched(hub: Hub, link: str, by: str = "bank-clerk") -> bytes:
    """Follow a link to a file."""
    answer = hub.client.get(link, headers=hub.headers(by))
    assert answer.status_code == 200, answer.text
    return bytes(answer.content)


def declined(hub: Hub, link: str, by: str = "bank-clerk") -> str:
    """Return by which refusal a link leads nowhere."""
    answer = hub.client.get(link, headers=hub.headers(by))
    assert answer.status_code != 200
    return str(answer.json()["code"])


def pages(pdf: bytes) -> list[str]:
    """Return what a reader takes out of each page, without what only breaks lines."""
    read = PdfReader(io.BytesIO(pdf))
    return ["".join(page.extract_text().split()) for page in read.pages]


def verified(hub: Hub, number: str, digest: str) -> Answer:
    """Verify a copy as anybody."""
    query = """query ($number: String!, $digest: String!) {
        verifyCopy(number: $number, digest: $digest) { number madeAt expiresOn expired
            organization { code } state current } }"""
    told = hub.ask(query, by=ANYONE, number=number, digest=digest)["verifyCopy"]
    return dict(told)


def roots(hub: Hub) -> list[bytes]:
    """Return the certificates that are trusted."""
    with hub.database() as owner:
        return [bytes(row[0]) for row in owner.execute("SELECT certificate FROM seal_root")]


def checked(hub: Hub, file: bytes) -> Report:
    """Check a file offline, as anybody would."""
    return check_file(file, roots(hub), max(now(), datetime.now(UTC)))


def unpacked(package: bytes) -> dict[str, bytes]:
    """Return the files of a package."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repacked(files: dict[str, bytes]) -> bytes:
    """Pack files in the one deterministic way."""
    return pack(files, stored=True)


def usage(hub: Hub, by: str = "adult") -> list[str]:
    """Return in plain words how a holder's licenses were used, the newest first."""
    query = "{ viewer { usage(first: 5) { records { sentence(locale: ZH) } } } }"
    told = hub.ask(query, by=by)["viewer"]["usage"]["records"]
    return [str(one["sentence"]) for one in told]
