"""What is asked for of corrections, as plain data."""

from uuid import UUID

import msgspec


class AcknowledgeCorrection(msgspec.Struct, frozen=True):
    """A correction, by its keys, that its recipient has taken note of."""

    holder_key: UUID
    id: UUID
