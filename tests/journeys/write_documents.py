"""Write the answers shown in the documents anew: `python -m tests.journeys.write_documents`.

What changed is then read in the difference, before it is kept.
"""

import json
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.journeys.documents import BLOCK, DOCUMENTS, samples
from tests.journeys.served import Served, demonstration

WIDTH = 200
"""A value that fits into so many columns stands on one line."""


def main() -> None:
    """Run every command that has an answer below it, and show what it answers."""
    with TemporaryDirectory() as folder, demonstration(Path(folder)) as served:
        for document in DOCUMENTS:
            write(document, served)


def write(document: Path, served: Served) -> None:
    """Write the answers of one document anew."""
    ran = [one.run(served) for one in samples(document) if one.shown is not None]
    answers = iter(laid_out(_shown(json.loads(answer))) for answer in ran)

    def answered(block: re.Match[str]) -> str:
        kind, _ = block.groups()
        return block[0] if kind == "sh" else f"```json\n{next(answers)}\n```"

    document.write_text(BLOCK.sub(answered, document.read_text("utf-8")), "utf-8")


def _shown(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Leave out what differs from request to request."""
    if isinstance(value, dict):
        kept = {key: _shown(one) for key, one in value.items() if key not in _LEFT_OUT}
        return {key: one for key, one in kept.items() if key != "extensions" or one}
    return [_shown(one) for one in value] if isinstance(value, list) else value


_LEFT_OUT = {"requestId", "locations", "path", "message", "x", "y", "kid"}


def laid_out(value: Any, indent: str = "") -> str:  # noqa: ANN401 - any JSON
    """Return JSON with short values on one line each."""
    short = json.dumps(value, ensure_ascii=False)
    if len(short) <= WIDTH or not value or not isinstance(value, dict | list):
        return short
    deeper = indent + "  "
    if isinstance(value, list):
        opened, inner, closed = "[", [laid_out(one, deeper) for one in value], "]"
    else:
        inner = [f"{json.dumps(key)}: {laid_out(one, deeper)}" for key, one in value.items()]
        opened, closed = "{", "}"
    return f"{opened}\n" + ",\n".join(deeper + one for one in inner) + f"\n{indent}{closed}"


if __name__ == "__main__":
    main()
