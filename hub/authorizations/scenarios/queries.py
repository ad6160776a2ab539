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
