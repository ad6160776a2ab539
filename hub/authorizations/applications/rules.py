"""Who recognizes applications, and how one is named."""

import re

from hub.authorizations.applications.refusals import ClientInvalid, RecognitionReserved
from hub.identity.callers import Caller
from hub.identity.terms import OrganizationKind, Role

LONGEST_CLIENT = 100

_CLIENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*", re.ASCII)
_RECOGNIZING = frozenset({Role.CATALOG_REVIEWER, Role.SYSTEM_ADMIN})


def permit_recognizing(caller: Caller, kind: OrganizationKind | None) -> None:
    """Let a person pass who reviews or administers in the data center (art. 17).

    Raises: RecognitionReserved.
    """
    in_office = not caller.client and bool(_RECOGNIZING & caller.roles)
    if not in_office or kind is not OrganizationKind.DATA_CENTER:
        raise RecognitionReserved


def check_client(client: str) -> None:
    """Let the name of a client pass.

    Raises: ClientInvalid.
    """
    if len(client) > LONGEST_CLIENT or not _CLIENT.fullmatch(client):
        raise ClientInvalid(most=LONGEST_CLIENT)
