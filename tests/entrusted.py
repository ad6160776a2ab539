"""Everything authorized beside grants, as plain data."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from tests.accesses import Answer, answers
from tests.handed import (
    Delegated,
    Overseen,
    Presented,
    delegations,
    oversights,
    presentations,
)
from tests.papers import Paper


@dataclass
class Entrusted:
    """What was answered to requests, handed to others, and overseen."""

    answers: list[Answer] = field(default_factory=list)
    delegations: list[Delegated] = field(default_factory=list)
    presentations: list[Presented] = field(default_factory=list)
    oversights: list[Overseen] = field(default_factory=list)

    @cached_property
    def answered(self) -> dict[tuple[UUID, int], list[Answer]]:
        """Return the answers by request and license."""
        found = defaultdict[tuple[UUID, int], list[Answer]](list)
        for answer in self.answers:
            found[answer.access.id, answer.paper.number].append(answer)
        return found


def entrusted(papers: Sequence[Paper]) -> Entrusted:
    """Return everything of the small province."""
    plain, suspended = (_permit(papers, kind) for kind in ("plain", "suspended"))
    return Entrusted(
        answers(papers),
        delegations(papers),
        presentations(papers),
        oversights(plain, suspended),
    )


def _permit(papers: Sequence[Paper], kind: str) -> Paper:
    found = (it for it in papers if (it.entry, it.kind, it.revision) == ("permit", kind, 2))
    return next(found)
