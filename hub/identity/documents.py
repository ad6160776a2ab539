"""Which documents an application may ask with, as it stands at one reference epoch; pure."""

from collections.abc import Mapping

import msgspec

Documents = Mapping[str, "DocumentList"]
"""The lists by the id of the application that tokens name."""


class DocumentList(msgspec.Struct, frozen=True):
    """The registered documents of one application, by their SHA-256 in hexadecimal digits."""

    restricted: bool
    """Whether it asks with these alone."""

    hashes: frozenset[str]


NOTHING_LISTED = DocumentList(restricted=False, hashes=frozenset())
