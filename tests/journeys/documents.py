"""Take commands and shown answers out of the documents, run the ones, compare the others."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.journeys.served import HUB, PROJECT, Served

BLOCK = re.compile(r"^```(sh|json)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
DOCUMENTS = (PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md")))
VOLATILE = "…"
"""Stands in a shown answer for whatever text is there."""


@dataclass(frozen=True)
class Sample:
    """A command of a document, what must be run before it, and the answer shown below it."""

    document: str
    before: str
    command: str
    shown: str | None

    def run(self, served: Served) -> str:
        """Run the command in a shell, as a reader would, and return what it prints."""
        script = f"{self.before}\n{self.command}".replace("localhost:8000", served.address)
        return subprocess.run(
            ["/bin/bash", "-euo", "pipefail", "-c", script.replace(".venv/bin", str(HUB.parent))],
            env=served.environment,
            cwd=PROJECT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout


def samples(document: Path) -> list[Sample]:
    """Return the samples of a document; a command without an answer prepares the next one."""
    blocks = [found.groups() for found in BLOCK.finditer(document.read_text("utf-8"))]
    followed = [*blocks, ("", "")][1:]
    found, before = [], ""
    for (kind, text), (after, shown) in zip(blocks, followed, strict=True):
        if kind == "sh":
            answer = shown if after == "json" else None
            found.append(Sample(document.name, before, text, answer))
            before = before + text if answer is None else ""
    return found


def differs(shown: Any, given: Any, at: str = "$") -> str | None:  # noqa: ANN401 - any JSON
    """Return where an answer is not as shown; keys that are not shown are not compared."""
    if shown == VOLATILE and isinstance(given, str):
        return None
    if isinstance(shown, dict) and isinstance(given, dict):
        pairs = [(f"{at}.{key}", shown[key], given.get(key, "(missing)")) for key in shown]
    elif isinstance(shown, list) and isinstance(given, list) and len(shown) == len(given):
        numbered = enumerate(zip(shown, given, strict=True))
        pairs = [(f"{at}[{place}]", one, other) for place, (one, other) in numbered]
    else:
        return None if shown == given else f"{at}: shown {shown!r}, given {given!r}"
    return next((told for place, a, b in pairs if (told := differs(a, b, place))), None)
