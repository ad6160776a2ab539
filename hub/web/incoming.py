"""A request as it came, plainly: what a call is made from, without a framework's objects."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from starlette.types import Scope

Header = tuple[bytes, bytes]


@dataclass(slots=True)
class Incoming:
    """The head of a request, and the headers that its answer is to have, whatever it will be."""

    method: str
    path: str
    headers: Sequence[Header]
    request_id: str
    told: list[Header] = field(default_factory=list)

    @classmethod
    def of_scope(cls, scope: Scope) -> "Incoming":
        """Take a request whose answer is given the headers on its way out."""
        state = scope["state"]
        incoming = cls(scope["method"], scope["path"], scope["headers"], state["request_id"])
        state["answer_headers"] = incoming.told
        return incoming

    def every(self, name: bytes) -> list[str]:
        """Return what a header says, each time it stands there."""
        return [value.decode("latin-1") for key, value in self.headers if key == name]

    def first(self, name: bytes) -> str | None:
        """Return what a header says where it stands first."""
        for key, value in self.headers:
            if key == name:
                return value.decode("latin-1")
        return None

    def tell(self, name: bytes, value: str) -> None:
        """Have a header added to the answer."""
        self.told.append((name, value.encode()))
