"""How a license is named in what its holder wishes."""

from uuid import UUID

import msgspec


class LicenseKey(msgspec.Struct, frozen=True):
    """A license by the key under which it lives."""

    holder_key: UUID
    license_id: UUID
