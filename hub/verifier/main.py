"""hub-verify: check a license in a file, or documents of the transparency log, offline."""

import argparse
import base64
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

from .certificates import read_certificate
from .check import check_file
from .log_files import COMMANDS, run_log
from .printing import written

SHANGHAI = timezone(timedelta(hours=8))
PEM = re.compile(r"-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----")
PLAIN = {ord("✓"): "√", ord("✗"): "×"}
LOG = f"""of the transparency log: hub-verify {{{",".join(COMMANDS)}}} FILES --key KEY [--tag TAG]
(hub-verify receipt --help tells more)"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Check files: 0 if all hold, 1 if not, 2 if it was called wrongly."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    if (given and given[0] in COMMANDS) or any(each.startswith("--k") for each in given):
        return run_log(given)
    parser = argparse.ArgumentParser("hub-verify", description=__doc__, epilog=LOG)
    parser.add_argument("files", nargs="+", type=_bytes, help="PDF, OFD or package (.zip)")
    parser.add_argument("--root", action="append", required=True, type=_roots, help="trusted root")
    parser.add_argument("--at", type=_moment, default=datetime.now(UTC), help="day or moment")
    parser.add_argument("--lang", choices=["zh", "en"], help="one language instead of both")
    asked = parser.parse_args(given)
    roots = [root for each in asked.root for root in each]
    reports = [check_file(data, roots, asked.at) for _, data in asked.files]
    for (name, _), report in zip(asked.files, reports, strict=True):
        _say(written(name, report, asked.lang))
    return 0 if all(report.intact for report in reports) else 1


def _say(text: str) -> None:
    """Write in the console's encoding: GBK, say, has a root and a cross, and no check marks."""
    encoding = sys.stdout.encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = text.translate(PLAIN).encode(encoding, "replace").decode(encoding)
    sys.stdout.write(text)


def _bytes(name: str) -> tuple[str, bytes]:
    try:
        return name, Path(name).read_bytes()
    except OSError as error:
        raise argparse.ArgumentTypeError(f"{name}: {error.strerror}") from error


def _roots(name: str) -> list[bytes]:
    """Read certificates from a file, in DER or PEM."""
    _, raw = _bytes(name)
    try:
        found = list(_encoded(raw)) or [raw]
        for each in found:
            read_certificate(each)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{name}: not an SM2 certificate") from error
    return found


def _encoded(raw: bytes) -> Iterator[bytes]:
    for found in PEM.findall(raw.decode("utf-8", "replace")):
        yield base64.b64decode("".join(found.split()), validate=True)


def _moment(text: str) -> datetime:
    """Read a moment; a day is its beginning in China, and so is a moment without offset there."""
    if re.fullmatch(r"[0-9-]+", text):
        return datetime.combine(date.fromisoformat(text), datetime.min.time(), SHANGHAI)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)
