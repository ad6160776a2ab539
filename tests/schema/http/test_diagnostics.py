"""Who keeps the hub running is told how all that it depends on is, and nobody else."""

import pytest

from hub.supervision.diagnostics.refusals import DiagnosticsReserved
from tests.schema.http.asking import ANYONE, Answer, Hub

QUERY = "{ diagnostics { about well toldZh toldEn mendZh mendEn } }"
EXAMINED = {
    *("database", "postgres", "migrations", "clock"),
    *("usage", "log", "seals", "deliveries", "gateway"),
}
TROUBLE = """
WITH made AS (INSERT INTO peer (code, organization_id, kind, name_zh, name_en, address, entries,
    public_key, state, registered_by, registered_at, changed_at)
    SELECT 'dead-end', o.id, 'CREDIT', '信用', 'Credit', 'https://credit.example/', '{}',
        decode(repeat('04', 65), 'hex'), 'ENDED', a.id, '2026-01-01Z', '2026-01-01Z'
    FROM (SELECT id FROM organization LIMIT 1) o, (SELECT id FROM account LIMIT 1) a
    RETURNING code)
INSERT INTO delivery (peer, stream, happened, at, entry_id, state, due_at)
SELECT code, 'x', 'ENTRY_REVISED', '2026-01-01Z', (SELECT min(id) FROM catalog_entry), 'DEAD',
    '2026-01-01Z' FROM made"""
ENDING_SEALS = "UPDATE seal SET valid_until = now() + interval '1 day'"


def told(hub: Hub) -> dict[str, Answer]:
    """Return what the system administrator is told, by what it is about."""
    return {one["about"]: one for one in hub.ask(QUERY, by="system-admin")["diagnostics"]}


def test_all_is_examined_and_what_is_amiss_has_its_mend(hub: Hub) -> None:
    before = told(hub)
    assert before.keys() >= EXAMINED
    assert [one for one in before.values() if one["well"] and one["mendEn"]] == []
    assert before["deliveries"]["well"]
    assert before["seals"]["well"]
    with hub.database() as owner:
        owner.execute(TROUBLE)
        owner.execute(ENDING_SEALS)
    after = told(hub)
    assert after["deliveries"]["toldEn"].endswith("1 dead letters")
    assert "死信 1 件" in after["deliveries"]["toldZh"]
    for amiss in ("deliveries", "seals"):
        assert not after[amiss]["well"]
        assert after[amiss]["mendZh"]
        assert after[amiss]["mendEn"]


@pytest.mark.parametrize(
    "by", [ANYONE, "adult", "security-admin", "auditor", "publisher", "supervisor"]
)
def test_others_are_not_told(hub: Hub, by: str) -> None:
    assert hub.refusal(QUERY, by=by)["code"] == DiagnosticsReserved.__name__
