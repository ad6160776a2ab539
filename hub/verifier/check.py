"""Check any file: what it is, and everything that can be told of it without the hub."""

import struct
from collections.abc import Sequence
from datetime import UTC, datetime

from .archive import entry_names
from .certificates import read_certificate
from .ofd import ROOT, check_ofd
from .package import CHECKSUMS, SEAL, check_package
from .pdf import check_pdf
from .report import LARGEST, Check, FailedError, Report

PDF, ZIP = b"%PDF-", b"PK\3\4"
BROKEN = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


def check_file(data: bytes, roots: Sequence[bytes], moment: datetime) -> Report:
    """Check a PDF, an OFD or a package at a moment, trusting roots; whatever the bytes are.

    Nothing is raised for what a file holds: it is told in the report.
    """
    check = Check(tuple(filter(_readable, roots)), moment.astimezone(UTC))
    run(check, data)
    return check.report()


def _readable(root: bytes) -> bool:
    try:
        read_certificate(root)
    except ValueError:
        return False
    return True


def run(check: Check, data: bytes) -> None:
    """Check one file, which may lie in another."""
    try:
        _by_kind(check, data)
    except FailedError as failed:
        check.failed("INTEGRITY", failed.code, failed.where)
    except (*BROKEN, struct.error):
        check.failed("INTEGRITY", "MALFORMED")


def _by_kind(check: Check, data: bytes) -> None:
    if len(data) > LARGEST:
        raise FailedError("TOO_BIG")
    names = entry_names(data) if data.startswith(ZIP) else set()
    if data.startswith(PDF):
        check_pdf(check, data)
    elif names & {CHECKSUMS, SEAL}:
        check_package(check, data, run)
    elif ROOT in names:
        check_ofd(check, data)
    else:
        check.failed("FILE", "UNKNOWN_KIND")
