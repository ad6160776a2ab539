"""Ask two databases the same as the same observer, and tell where they answer differently."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson

from schema.context import Context
from schema.serve import GraphqlRequest, answer
from tests.interference.asks import PAGES, Ask, Known
from tests.interference.observers import Observer
from tests.make import Hub
from tests.viewed import SCHEMA


class Told(NamedTuple):
    """All that an answer shows: its bytes, what was seen for it, and what it cost."""

    body: bytes
    seen: list[Any]
    consumed: list[Any]
    operations: list[str]


class Difference(NamedTuple):
    """A query that two databases answer differently."""

    ask: Ask
    left: Told
    right: Told


@dataclass
class Pair:
    """Two hubs upon databases that look alike to an observer."""

    observer: Observer
    left: Hub
    right: Hub
    known: Known
    asked: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    """How often each refusal was told, and "" where there was none."""

    async def first_difference(self, asked: Iterable[Ask]) -> Difference | None:
        """Ask everything, and the next pages of each list, until the answers differ."""
        for ask in asked:
            for _ in range(1 + PAGES):
                left, right = await self._told(self.left, ask), await self._told(self.right, ask)
                if left != right:
                    return Difference(ask, left, right)
                self.codes.update(_codes(left.body))
                following = ask.next(left.body)
                if following is None:
                    break
                ask = following  # noqa: PLW2901 - page after page
        return None

    async def _told(self, hub: Hub, ask: Ask) -> Told:
        self.asked += 1
        call = await self.observer.call(hub, (self.asked + 1) // 2)
        context = Context(call, hub.parts)
        body = (await answer(SCHEMA, context, GraphqlRequest(*ask))).body
        return Told(body, call.usage.seen, call.usage.consumptions, context.operations)


def _codes(body: bytes) -> list[str]:
    errors = orjson.loads(body).get("errors") or [{"extensions": {"code": ""}}]
    return [error["extensions"]["code"] for error in errors]
