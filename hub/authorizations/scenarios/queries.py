"""Read the scenarios as they stand at one reference epoch."""

import msgspec

from hub.authorizations.scenarios.book import ScenarioBook, ScenarioFacts
from hub.db.engine import ReaderConnection

SCENARIOS = """
SELECT json_build_object(
    'epoch', (SELECT value FROM reference_epoch),
    'scenarios', ARRAY(
        SELECT json_build_object(
            'code', code, 'organization_id', organization_id, 'zh', zh, 'en', en,
            'legal_basis', legal_basis, 'retention_days', retention_days, 'by_field', by_field,
            'registered_at', registered_at, 'retired_at', retired_at,
            'matters', ARRAY(
                SELECT json_build_object(
                    'code', code, 'zh', zh, 'en', en, 'materials', materials)
                FROM matter WHERE scenario_code = scenario.code ORDER BY code))
        FROM scenario ORDER BY code)
)::text
"""


class _Scenarios(msgspec.Struct, frozen=True):
    epoch: int
    scenarios: list[ScenarioFacts]


async def load_scenarios(connection: ReaderConnection) -> ScenarioBook:
    """Return every scenario with the epoch at which it stands so, in one statement."""
    found = msgspec.json.decode(await connection.fetchval(SCENARIOS), type=_Scenarios)
    return ScenarioBook(found.epoch, found.scenarios)


def find_scenarios(book: ScenarioBook, search: str) -> list[ScenarioFacts]:
    """Return the scenarios that stand whose codes or names have the words."""
    words = search.casefold().split()
    return [
        scenario
        for scenario in book.scenarios.values()
        if scenario.retired_at is None and all(word in _told(scenario) for word in words)
    ]


def _told(scenario: ScenarioFacts) -> str:
    named = [(one.code, one.zh, one.en) for one in scenario.matters]
    words = [scenario.code, scenario.zh, scenario.en, *(word for words in named for word in words)]
    return " ".join(words).casefold()
