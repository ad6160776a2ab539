"""What somebody wishes to keep of licenses, as plain data."""

from datetime import date
from typing import NamedTuple

import msgspec

from hub.policy.facts import Purpose
from hub.reading.scope import ById, ByIdentifier


class TakeCopy(msgspec.Struct, frozen=True):
    """A license of which a copy is wished, what for, and until when it is to be kept."""

    license: ById | ByIdentifier
    purpose: Purpose
    expires_on: date


class Case(NamedTuple):
    """A case of an organization, by the matter and the number that it has there."""

    organization_id: int
    matter: str
    case_number: str


class CloseCaseFile(msgspec.Struct, frozen=True):
    """A case whose file is to be closed."""

    matter: str
    case_number: str
