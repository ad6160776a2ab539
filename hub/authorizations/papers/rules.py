"""What a report may say, who reads it, and what of it they read."""

import re
from datetime import datetime
from uuid import UUID

from hub.authorizations.papers.refusals import PaperDemandsReserved, ToldInvalid
from hub.clock import SHANGHAI
from hub.identity.callers import Caller
from hub.identity.terms import OrganizationKind, Role

LONGEST_TOLD = 500
LONGEST_CASE = 200
REPORTS_A_DAY = 10

_SUPERVISING = frozenset({OrganizationKind.SUPERVISOR, OrganizationKind.DATA_CENTER})
_READING = frozenset({Role.AUDITOR, Role.OVERSEER})

_PERSONAL = re.compile(r"[0-9０-９](?:[ 　－-]?[0-9０-９]){5,}[XxＸｘ]?")
"""Whatever could be a telephone or an identity number."""


def check_told(told: str, case_number: str | None) -> None:
    """Let a report pass that says something, and not too much.

    Raises: ToldInvalid.
    """
    case_fits = case_number is None or 1 <= len(case_number.strip()) <= LONGEST_CASE
    if not 1 <= len(told.strip()) <= LONGEST_TOLD or not case_fits:
        raise ToldInvalid(most=LONGEST_TOLD, longest=LONGEST_CASE)


def permit_reading(caller: Caller, reported: int, kind: OrganizationKind | None) -> None:
    """Let the auditors of the organization reported pass, the supervisor and the data center.

    `kind` is that of the organization in whose office the caller acts.

    Raises: PaperDemandsReserved.
    """
    audits = Role.AUDITOR in caller.roles and reported in caller.issuer_organizations
    supervises = kind in _SUPERVISING and bool(_READING & caller.roles)
    if caller.client or not (audits or supervises):
        raise PaperDemandsReserved


def acknowledgement(reported_at: datetime, demand_id: UUID) -> str:
    """Return the number by which both sides speak of a report; it tells nothing of the holder."""
    return f"{reported_at.astimezone(SHANGHAI):%Y%m%d}-{demand_id.hex[-10:].upper()}"


def without_numbers(told: str) -> str:
    """Return what was told without what could be an identity or telephone number."""
    return _PERSONAL.sub("***", told)
