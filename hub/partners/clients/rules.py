"""Who administrates clients, and how many of them and of their keys there are; pure."""

from typing import Any, Final
from uuid import UUID

import msgspec

from hub.identity.callers import Caller
from hub.identity.terms import Role
from hub.partners.clients.refusals import (
    AdministratorNeeded,
    ClientNameInvalid,
    TooManyClients,
    TooManyKeys,
)

ADMINISTRATORS: Final = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN})
MOST_CLIENTS: Final = 5
MOST_KEYS: Final = 3
"""The key in use, the next one, and one for an accident in between."""

LONGEST_NAME: Final = 100


class ClientFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A client: for whom it acts, whether it may, and the keys it signs with by their ids."""

    id: str
    account_id: UUID
    organization_id: int
    organization_code: str
    active: bool
    dpop: bool
    keys: dict[str, dict[str, Any]]


def check_administrator(caller: Caller) -> None:
    """Let a person pass who administrates clients of some organization; no client does.

    Raises: AdministratorNeeded.
    """
    if caller.organization is None or caller.client or not ADMINISTRATORS & caller.roles:
        raise AdministratorNeeded


def check_client(name: str, in_use: int) -> None:
    """Let one more client pass.

    Raises: ClientNameInvalid, TooManyClients.
    """
    if not 1 <= len(name.strip()) <= LONGEST_NAME:
        raise ClientNameInvalid(most=LONGEST_NAME)
    if in_use >= MOST_CLIENTS:
        raise TooManyClients(most=MOST_CLIENTS)


def check_keys(in_use: int) -> None:
    """Let one more key pass.

    Raises: TooManyKeys.
    """
    if in_use >= MOST_KEYS:
        raise TooManyKeys(most=MOST_KEYS)


def client_id(code: str, number: int) -> str:
    """Return the id of an organization's client: no secret, and readable in a record."""
    return f"{code}.{number}"


def code_of(client: str) -> str:
    """Return the code of the organization that a client is of."""
    return client.rpartition(".")[0]
