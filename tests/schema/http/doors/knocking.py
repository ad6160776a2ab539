"""Knock at a door: name a thing as somebody, and say in one word what came of it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID

from psycopg.sql import SQL, Identifier

from schema.ids import GlobalIds
from tests.schema.http.asking import REFUSAL, Answer, Hub
from tests.schema.http.doors.callers import signed_in
from tests.schema.http.doors.paths import Path
from tests.schema.http.doors.row import ANSWERS, EMPTY, NULL, Row, Thing

CAUSE = "核对"
TRIED = {
    *("audit_entry", "usage_event", "decision_pattern", "holder_usage", "budget", "used_once"),
    *("idempotency_key", "quarantine", "batch", "holder_met", "notice", "notice_choice"),
    *("log_state", "log_node", "log_record", "holder_chain", "holder_link", "log_day"),
    *("log_day_entry", "finding", "intake_day", "supervision_mark"),
    *("figure_day", "figure_held", "intake_waiting"),
}
"""Tables that a refused request may write to (what was tried is recorded, and budgeted), or that
jobs write to meanwhile."""

Database = Mapping[str, str | None]


@dataclass(frozen=True)
class Door:
    """A row, where it stands in the schema, and the hub to knock at."""

    hub: Hub
    row: Row
    path: Path
    more: Mapping[str, Any]

    def knock(self, caller: str, name: str, key: str = "") -> Answer:
        """Name a thing as somebody, and return the answer without the id of its request."""
        document, variables = self._written(name, key)
        own = "purpose:" in document or "purpose" in self.more
        stated = None if own else {"cause": CAUSE, **self.row.purpose}
        by = signed_in(self.hub, caller)
        told = self.hub.post(document, by=by, cause=stated, **variables)
        request = told.json()["extensions"]["requestId"]
        answer: Answer = json.loads(told.text.replace(request, ""))
        return answer

    def _written(self, name: str, key: str) -> tuple[str, dict[str, Any]]:
        row, scalar = self.row, self.path.scalar
        value: Any = json.loads(name) if scalar in {"Int", "JSON"} else name
        if scalar == "_Any":
            value = {"__typename": "License", "id": name}
        if not row.changes:
            more = "".join(f", ${name}: ID!" for name in self.more)
            return f"query ($it: {scalar}!{more}) {{ {row.document} }}", {"it": value, **self.more}
        stated = json.loads(json.dumps(self.more))
        *outer, last = self.path.argument.split(".")[1:]
        within = stated
        for step in outer:
            within = within.setdefault(step, {})
        within[last] = value
        stated["idempotencyKey"] = f"{row.path} {key}"
        shown = f"{row.document}(input: $input) {{ __typename {REFUSAL} }}"
        return f"mutation ($input: {self.path.input_type}!) {{ {shown} }}", {"input": stated}


def outcome(answer: Answer) -> str:
    """Say in one word what came of it: an answer, nothing, or the code of the refusal."""
    if "errors" in answer:
        return "/".join({str(error["extensions"]["code"]): None for error in answer["errors"]})
    (told,) = answer["data"].values()
    while isinstance(told, dict) and len(told) == 1:
        (told,) = told.values()
    if isinstance(told, dict) and told.get("__typename") == "Refusal":
        return str(told["code"])
    return NULL if told in (None, [None]) else EMPTY if told == [] else ANSWERS


def nameless(answer: Answer, name: str) -> str:
    """Write an answer without the name that was asked by, which a message may repeat.

    What the caller has left to spend is left out too: it is less with each request.
    """
    written = re.sub(r'"available": \d+', "", json.dumps(answer))
    return re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "", written)


def absent(thing: Thing, ids: GlobalIds, seed: str) -> str | None:
    """Return a well-formed name of a thing that does not exist, under the hub's own keys."""
    if thing.named is None:
        return thing.absent
    keys = (UUID(bytes=Random(f"{seed}{place}").randbytes(16)) for place in range(thing.keys))
    return ids.of(thing.named, *keys)


def contents(hub: Hub) -> Database:
    """Return a digest of what each table holds, but those where tries are recorded."""
    listed = """SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition
        AND relnamespace = 'public'::regnamespace ORDER BY relname"""
    of = SQL("(SELECT md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))) FROM {} t)")
    with hub.database() as owner:
        tables = [name for (name,) in owner.execute(listed).fetchall() if name not in TRIED]
        every = SQL("SELECT ") + SQL(", ").join(of.format(Identifier(name)) for name in tables)
        return dict(zip(tables, owner.execute(every).fetchone() or (), strict=True))
