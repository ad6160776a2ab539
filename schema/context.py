"""What each resolver is handed: the call, and the catalog as it stands."""

from dataclasses import dataclass
from typing import TypeAlias

import strawberry

from hub.audit.call import Call
from hub.catalog.queries import CatalogSnapshot


@dataclass
class Context:
    """One request."""

    call: Call
    catalog: CatalogSnapshot


Info: TypeAlias = strawberry.Info[Context, None]
"""How a resolver reaches its context."""
