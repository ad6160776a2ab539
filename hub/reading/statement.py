"""Write the one statement of a decided read: reference state, rows in reach, guarded cells."""

from collections.abc import Mapping
from dataclasses import dataclass

from hub.identity.standing import STANDING
from hub.reading.given_sql import delegations, grants, presentations
from hub.reading.literals import by_entry
from hub.reading.parameters import Parameters
from hub.reading.reach import Reach
from hub.reading.request_sql import requests
from hub.reading.scope import Query, Register
from hub.reading.sources import located, narrowed, ordered, proposal, source
from hub.reading.standings_sql import bases, oversight, reached

VERSIONS_READ = 100
"""How much of a license's history is read at the most, the newest first."""

_FACTS = """l.holder_key, l.id, l.entry_id, l.issuer_id, l.revision, l.status, l.valid_from,
        l.valid_until, l.ended_on, l.region, l.holders, l.face_id, l.under_objection,
        l.grade, l.origin, l.co_issuers, b.own, b.issued, o.overseen, d.given AS delegated,
        s.given AS presented, q.requested, g.given AS granted"""

_HISTORY = f"""LEFT JOIN LATERAL (
        SELECT jsonb_agg(to_jsonb(v)) AS versions FROM (
            SELECT sequence, version, event, status, revision, occurred_on, recorded_at, cause,
                holder_check, cardinality(seals) AS seals,
                encode(digest, 'hex') AS digest, encode(previous, 'hex') AS previous
            FROM license_version
            WHERE holder_key = l.holder_key AND license_id = l.id
                AND (b.own <> '{{}}' OR b.issued)
            ORDER BY sequence DESC LIMIT {VERSIONS_READ}
        ) v
    ) history ON true"""


@dataclass(frozen=True)
class Blueprint:
    """What a statement is written from; entries are named by their ids."""

    query: Query
    reach: Reach
    public_days: Mapping[int, int]
    """How long an ended license stays in the register, for each entry that is in it."""
    cells: Mapping[int, list[str]]
    """The guarded expressions of each entry's cells."""
    reaching: Mapping[int, str]
    """The condition under which each request reaches a row."""
    searched: Mapping[int, list[str]]
    """The fields of each entry that a search of the register looks in."""


@dataclass(frozen=True)
class Statement:
    """The text of a statement and the names of its parameters."""

    text: str
    parameters: Parameters


def write(blueprint: Blueprint) -> Statement:
    """Write the statement; it yields at least one row, which holds the reference state."""
    p = Parameters()
    standing = STANDING.format(p("account", "uuid"), p("token", "bytea"))
    text = f"""
SELECT h.*, n.*, r.* FROM ({standing}) h
LEFT JOIN LATERAL ({located(blueprint.query, p)}) n ON true
LEFT JOIN LATERAL ({_rows(blueprint, p)}
) r ON true"""
    return Statement(text, p)


def propose(blueprint: Blueprint) -> Statement | None:
    """Write what proposes the rows of a list of the register."""
    query = blueprint.query
    if not isinstance(query.scope, Register) or query.scope.identifier is not None:
        return None
    p = Parameters()
    return Statement(proposal(query, blueprint.searched, p), p)


def _rows(blueprint: Blueprint, p: Parameters) -> str:
    query, reach = blueprint.query, blueprint.reach
    found = source(query, blueprint.searched, p)
    conditions = [*found.conditions, *narrowed(query, p), reached(reach)]
    versions = "history.versions" if query.wanted.history else "NULL::jsonb AS versions"
    return f"""
    SELECT {_FACTS}, {_cells(blueprint.cells)} AS cells, {versions}
    FROM {found.text}
    CROSS JOIN LATERAL (
        SELECT * FROM license_face WHERE holder_key = l.holder_key AND face_id = l.face_id OFFSET 0
    ) f
    CROSS JOIN LATERAL ({bases(reach, blueprint.public_days, p)}) b
    {_authorized(blueprint, p)}
    {_HISTORY if query.wanted.history else ""}
    WHERE {" AND ".join(conditions)}
    {ordered(query, found.place, p)}"""


def _authorized(blueprint: Blueprint, p: Parameters) -> str:
    """Join what was authorized on a row, each kind under its alias."""
    reach = blueprint.reach
    kinds = {
        "o": oversight(reach, p),
        "d": delegations(reach, p),
        "s": presentations(reach, p),
        "q": requests(reach, blueprint.reaching, p),
        "g": grants(reach, p),
    }
    return "\n    ".join(
        f"LEFT JOIN LATERAL ({text}) {alias} ON true" for alias, text in kinds.items()
    )


def _cells(cells: Mapping[int, list[str]]) -> str:
    arrays = {
        entry_id: f"ARRAY[{', '.join(expressions)}]::text[]"
        for entry_id, expressions in cells.items()
        if expressions
    }
    return f"({by_entry('l.entry_id', arrays)})::text[]"
