"""Check packages (归档包) and case files: the archive, checksums, the seal, and what is inside."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta, timezone

from .archive import unpack_archive
from .documents import tell_whole
from .history import Link, check_history, read_json
from .report import Check, FailedError, Kind, Outcome
from .seals import check_seal
from .sm3 import sm3

CHECKSUMS, SEAL, HISTORY = "checksums.txt", "seal.der", "history.json"
LICENSE, CASE = "license.json", "case.json"
DOCUMENTS = (".pdf", ".ofd", ".zip")
IN_FORCE = "IN_FORCE"
SHANGHAI = timezone(timedelta(hours=8))
CheckInside = Callable[[Check, bytes], None]
BROKEN = (ArithmeticError, LookupError, RecursionError, TypeError, ValueError, AttributeError)


def check_package(check: Check, data: bytes, run: CheckInside) -> None:
    """Check a package: every file, its seal, the history and, by `run`, the documents inside."""
    check.kind = Kind.PACKAGE
    check.passed("FILE", "KNOWN")
    files, wrong = unpack_archive(data, check.budget)
    for each in wrong:
        check.failed("INTEGRITY", each.code, each.where)
    _check_sums(check, files)
    tell_whole(check)
    links = _history(check, files)
    if LICENSE in files and links:
        _check_license(check, files[LICENSE], links[-1])
    for name in [name for name in files if name.lower().endswith(DOCUMENTS)]:
        _check_inside(check, name, files[name], links, run)
    _tell(check, links)


def _check_sums(check: Check, files: Mapping[str, bytes]) -> None:
    """Check that the checksums name every file, each as it is, and are sealed."""
    for name in (CHECKSUMS, SEAL):
        if name not in files:
            raise FailedError("FILE_MISSING", name)
    content = sorted(files.keys() - {CHECKSUMS, SEAL})
    digests = {name: sm3(files[name]).hex() for name in content}
    digest = sm3(files[CHECKSUMS])
    seal = check_seal(check, files[SEAL], digest, CHECKSUMS, SEAL)
    if seal and seal.digest != digest:
        check.failed("INTEGRITY", "FILE_ALTERED", CHECKSUMS)
    if files[CHECKSUMS] == "".join(f"{digests[name]}  {name}\n" for name in content).encode():
        return
    lines = files[CHECKSUMS].decode("utf-8", "replace").splitlines()
    listed = {line.partition("  ")[2]: line.partition("  ")[0] for line in lines}
    _name_differences(check, digests, listed)


def _name_differences(check: Check, found: Mapping[str, str], listed: Mapping[str, str]) -> None:
    told = len(check.steps)
    for name in found:
        if name not in listed:
            check.failed("INTEGRITY", "FILE_UNLISTED", name)
        elif found[name] != listed[name]:
            check.failed("INTEGRITY", "FILE_ALTERED", name)
    if listed.keys() - found.keys() or len(check.steps) == told:
        check.failed("INTEGRITY", "FILE_MISSING", CHECKSUMS)


def _history(check: Check, files: Mapping[str, bytes]) -> list[Link]:
    """Return the links of the history, if there is one and it holds."""
    if HISTORY not in files:
        if CASE not in files:
            check.failed("HISTORY", "FILE_MISSING", HISTORY)
        return []
    try:
        return check_history(check, files[HISTORY], HISTORY)
    except FailedError as failed:
        check.failed("HISTORY", failed.code, failed.where)
    except BROKEN:
        check.failed("HISTORY", "HISTORY_BROKEN", HISTORY)
    return []


def _check_license(check: Check, raw: bytes, last: Link) -> None:
    """Check that the data are of the same version as the end of the history."""
    try:
        told = read_json(raw)
    except BROKEN:
        check.failed("DOCUMENT", "MALFORMED", LICENSE)
        return
    known = {"identifier": last.identifier, "version": last.version, "link": last.digest}
    if any(told.get(key, value) != value for key, value in known.items()):
        check.failed("DOCUMENT", "DOCUMENT_OTHER", LICENSE)
    else:
        check.passed("DOCUMENT", "DOCUMENT_MATCHES", LICENSE)


def _check_inside(
    check: Check, name: str, data: bytes, links: Sequence[Link], run: CheckInside
) -> None:
    """Check a file inside, and that it is a document of the history where there is one."""
    inner = check.inside(name)
    run(inner, data)
    check.steps += inner.steps
    check.seals += inner.seals
    known = [(link.digest, link.identifier, link.version) for link in links]
    told = (inner.link, inner.identifier, inner.version)
    if known and told not in known:
        check.failed("DOCUMENT", "DOCUMENT_OTHER", name)
    elif known and told != known[-1]:
        check.tell("DOCUMENT", Outcome.NOTED, "DOCUMENT_EARLIER", name)
    elif known:
        check.passed("DOCUMENT", "DOCUMENT_MATCHES", name)


def _tell(check: Check, links: Sequence[Link]) -> None:
    """Tell which license it is, and its state by the last link."""
    if not links:
        check.tell("STATE", Outcome.NOT_CHECKED, "STATE_UNKNOWN")
        return
    last = links[-1]
    check.identifier, check.version = last.identifier, last.version
    check.link, check.status = last.digest, last.status
    today = check.moment.astimezone(SHANGHAI).date()
    if last.status != IN_FORCE:
        check.tell("STATE", Outcome.NOTED, "STATE_ENDED")
    elif last.valid_until is not None and last.valid_until < today.isoformat():
        check.tell("STATE", Outcome.NOTED, "STATE_PAST")
    else:
        check.passed("STATE", "STATE_TOLD")
