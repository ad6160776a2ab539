"""What of a stored record is logged: its parts, so that each reader can be shown the own ones.

Part 0 is the request, part 1 the caller, and each further part one license with its decisions.
A holder is shown the request and the own licenses; the caller, all of it.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from orjson import Fragment

from hub.audit.patterns import KnownPattern
from hub.audit.transparency.leaves import LEFT, Body

REQUEST: Final = 0

K = TypeVar("K")

Row = Mapping[str, Any]
"""A usage event or audit entry, with the code of its organization."""

USAGE: Final = """
SELECT e.id, e.at, e.request_id, e.operation, e.outcome, e.account_id, e.organization_id,
    e.assurance, e.cause, e.scenario, e.matter, e.case_number, e.licenses, e.holders,
    e.holder_counts, e.patterns, e.authorizations, o.code AS organization
FROM usage_event e LEFT JOIN organization o ON o.id = e.organization_id
"""
AUDIT: Final = """
SELECT e.id, e.at, e.act, e.subject, e.outcome, e.account_id, e.organization_id, e.assurance,
    e.request_id, o.code AS organization
FROM audit_entry e LEFT JOIN organization o ON o.id = e.organization_id
"""


def moment_text(moment: datetime) -> str:
    """Write a moment as it is logged: in UTC, to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def usage_bodies(row: Row, patterns: Mapping[bytes, Body]) -> list[Body]:
    """Return the parts of a usage event; never a value of a license."""
    licenses = zip(row["licenses"], row["patterns"], row["authorizations"], strict=True)
    return [
        _request(row),
        _caller(row),
        *(_license(license_id, patterns[hash_], given) for license_id, hash_, given in licenses),
    ]


def written_bodies(row: Row, patterns: Mapping[bytes, KnownPattern]) -> list[Body | Fragment]:
    """Return the same parts, those of licenses written as they are hashed: there are many."""
    licenses = zip(row["licenses"], row["patterns"], row["authorizations"], strict=True)
    bodies: list[Body | Fragment] = [_request(row), _caller(row)]
    for license_id, hash_, given in licenses:
        ids = given and '"' + given.replace(",", '","') + '"'
        bodies.append(
            Fragment(
                f'{{"authorizations":[{ids}],"decisions":{patterns[hash_].logged}'
                f',"license":"{license_id}"}}'
            )
        )
    return bodies


def _request(row: Row) -> Body:
    return {
        "kind": "usage",
        "id": str(row["id"]),
        "at": moment_text(row["at"]),
        "operation": row["operation"],
        "outcome": row["outcome"],
        "organization": row["organization"],
        "cause": row["cause"],
        "scenario": row["scenario"],
        "matter": row["matter"],
        "caseNumber": row["case_number"],
    }


def audit_bodies(row: Row) -> list[Body]:
    """Return the parts of an audit entry."""
    act = {
        "kind": "audit",
        "id": str(row["id"]),
        "at": moment_text(row["at"]),
        "act": row["act"],
        "subject": row["subject"],
        "outcome": row["outcome"],
        "organization": row["organization"],
    }
    return [act, _caller(row)]


def places_by_holder(holders: Sequence[K], counts: Sequence[int]) -> dict[K, tuple[int, ...]]:
    """Return which parts of a usage event concern which holder, in the order they come."""
    places: dict[K, tuple[int, ...]] = {}
    at = 0
    for place, count in enumerate(counts, LEFT):
        for holder in dict.fromkeys(holders[at : at + count]):
            places[holder] = (*places.get(holder, ()), place)
        at += count
    return places


def linked(row: Row, patterns: Mapping[bytes, KnownPattern]) -> dict[str, tuple[int, ...]]:
    """Return which parts of a usage event are leaves of whose chain: those that a basis led to.

    Anybody can watch the log grow. A try without a basis, whose decisions name no entry, adds the
    same one leaf whether there is such a license or not; its holders read of it all the same.
    """
    based = [patterns[hash_].based for hash_ in row["patterns"]]
    places: dict[str, tuple[int, ...]] = places_by_holder(row["holders"], row["holder_counts"])
    if all(based):
        return places
    decided = {place for place, found in enumerate(based, LEFT) if found}
    kept = {holder: decided.intersection(parts) for holder, parts in places.items()}
    return {holder: tuple(sorted(parts)) for holder, parts in kept.items() if parts}


def _caller(row: Row) -> Body:
    account = row["account_id"]
    return {
        "account": None if account is None else str(account),
        "assurance": row["assurance"],
        "request": row["request_id"],
    }


def _license(license_id: UUID | str, decisions: Body, authorizations: str) -> Body:
    return {
        "license": str(license_id),
        "decisions": decisions,
        "authorizations": authorizations.split(",") if authorizations else [],
    }
