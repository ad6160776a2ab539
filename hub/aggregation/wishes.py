"""What the commands of aggregation are asked for."""

import re
from typing import Annotated, Any

import msgspec

MAPPING_NAME = re.compile(r"[A-Za-z0-9_-]{1,63}")

Name = Annotated[str, msgspec.Meta(pattern=rf"^{MAPPING_NAME.pattern}\Z")]
BatchKey = Annotated[str, msgspec.Meta(pattern=r"^[!-~]{1,128}\Z")]


class AggregateLicenses(msgspec.Struct, frozen=True):
    """Up to 500 records: versions of licenses, and events, in the order they are to be taken."""

    records: list[dict[str, Any]]


class OpenBatch(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery to come: its name, the key by which it is resumed, and its mapping."""

    source: Annotated[str, msgspec.Meta(max_length=200)]
    key: BatchKey
    mapping_digest: str | None = None


class DeclareMapping(msgspec.Struct, frozen=True):
    """A mapping file to be stored under a name for the caller's organization."""

    name: Name
    body: Annotated[str, msgspec.Meta(max_length=65_536)]
