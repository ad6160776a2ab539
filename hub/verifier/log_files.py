"""Check the log's documents in files: hub-verify receipt | history | consistency | compare."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from .log import WrongError, check_history, check_receipt, compare, demand, documents

CHECKS = {"receipt": check_receipt, "history": check_history}
COMMANDS = (*CHECKS, "consistency", "compare")


def run_log(arguments: Sequence[str]) -> int:
    """Check files of the log: 0 if they hold, 1 if not, 2 if it was called wrongly."""
    parser = argparse.ArgumentParser("hub-verify", description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("files", nargs="+", help="receipts, histories, or OLD NEW [PROOF]")
    parser.add_argument("--key", required=True, help="the log's verifier key, or its file")
    parser.add_argument("--tag", help="the tag of a holder's list, from earlier receipts")
    try:
        told = _check(parser.parse_args(arguments))
    except (WrongError, ArithmeticError, LookupError, OSError, TypeError, ValueError) as error:
        wrong = error if isinstance(error, WrongError) else WrongError("MALFORMED", repr(error))
        sys.stderr.write(f"✗ {wrong}\n")
        return 1
    sys.stdout.write(f"✓ {told}\n")
    return 0


def _check(asked: argparse.Namespace) -> str:
    keys = (Path(asked.key).read_text("utf-8") if Path(asked.key).is_file() else asked.key).split()
    texts = [Path(name).read_text("utf-8") for name in asked.files]
    if asked.command not in CHECKS:
        demand(len(texts) in {3, 2 + (asked.command != "compare")}, "MALFORMED", "OLD NEW PROOF")
        return compare(texts[:2], json.loads((*texts, "{}")[2]), keys)
    found = list(documents([json.loads(text) for text in texts], f"hub-{asked.command}/1"))
    demand(found and asked.tag in {None, *(each.get("tag") for each in found)}, "MALFORMED")
    return "\n".join(CHECKS[asked.command](each, keys) for each in found)
