"""Figures over HTTP: what is really read is counted, and told to whom it may be told."""

from datetime import timedelta
from typing import Any

import pytest

from hub.clock import today
from hub.supervision import marks
from hub.supervision.figures.jobs import count_use
from hub.supervision.figures.rules import FEWEST
from hub.supervision.intake.jobs import count_intake
from tests.schema.http.asking import ANYONE, Hub
from tests.schema.http.issuing.test_joint import BUILDING, begun, confirm
from tests.schema.http.supervision.looking import CHENGDU, FILM
from tests.schema.http.working import worked

FIGURES = """query ($period: PeriodInput!, $region: String, $sector: String, $of: String,
    $apart: FiguresBy! = WHOLE, $step: FiguresStep! = WHOLE) {
    figures(period: $period, region: $region, sector: $sector, organization: $of, by: $apart,
        step: $step) { organization { code } region sector since issued aggregated shared used
        refused answers { count medianHours ninetiethHours } } }"""
OWN = "query { licenses(under: {issuance: true}, first: 100) { edges { node { status } } } }"
CITY_MARKET = "11519999MB9910019M"
PERIOD = {
    "since": (today() - timedelta(days=400)).isoformat(),
    "until": (today() + timedelta(days=1)).isoformat(),
}


def counted(hub: Hub) -> None:
    """Count what happened since the last time."""
    worked(hub, count_intake, count_use)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What happens is counted at once."""
    monkeypatch.setattr(marks, "LATE", timedelta())


def figures(hub: Hub, by: str, **asked: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - variables
    """Count, and ask for figures."""
    counted(hub)
    told: list[dict[str, Any]] = hub.ask(FIGURES, by=by, **{"period": PERIOD} | asked)["figures"]
    return told


def one(hub: Hub, by: str, **asked: Any) -> dict[str, Any]:  # noqa: ANN401 - variables
    """Return the one row of figures."""
    (told,) = figures(hub, by, **asked)
    return told


def test_what_is_read_is_counted(hub: Hub) -> None:
    before = one(hub, "issuer-market-regulation")
    shown = hub.ask(OWN, by="issuer-market-regulation", cause="核查")["licenses"]["edges"]
    assert len(shown) >= FEWEST
    after = one(hub, "issuer-market-regulation")
    assert after["used"] == before["used"] + len(shown)
    assert after["aggregated"] >= FEWEST
    for _ in range(FEWEST):
        hub.post(
            '{ license(identifier: "1.2.3") { status } }',
            by="issuer-market-regulation",
            cause="核查",
        )
    assert one(hub, "issuer-market-regulation")["refused"] == before["refused"] + FEWEST


def test_figures_are_told_by_organization_region_and_sector(hub: Hub) -> None:
    whole = one(hub, "supervisor")
    assert whole["aggregated"] > 0
    for by in ("ORGANIZATION", "CITY", "COUNTY", "SECTOR"):
        told = figures(hub, "supervisor", apart=by)
        assert sum(row["aggregated"] for row in told) == whole["aggregated"]
    chengdu = one(hub, "supervisor", region="510100")
    (city,) = (row for row in figures(hub, "supervisor", apart="CITY") if row["region"] == "510100")
    assert city["aggregated"] == chengdu["aggregated"] > 0
    months = figures(hub, "supervisor", step="MONTH")
    assert sum(row["aggregated"] for row in months) == whole["aggregated"]
    assert all(row["since"].endswith("-01") for row in months)


SCOPES: list[tuple[str, dict[str, str], bool]] = [
    ("supervisor", {}, True),
    ("supervisor", {"region": "510300"}, True),
    ("auditor", {"sector": "film"}, True),
    ("city-government", {}, True),
    ("city-government", {"region": "510100"}, True),
    ("city-government", {"region": "510000"}, False),
    ("city-government", {"region": "510300"}, False),
    ("city-government", {"sector": "film"}, False),
    ("overseer-market-regulation", {"sector": "market-regulation"}, True),
    ("overseer-market-regulation", {"sector": "market-regulation", "region": "510100"}, True),
    ("overseer-market-regulation", {"region": "510100"}, False),
    ("overseer-market-regulation", {"of": FILM}, False),
    ("editor-film", {}, True),
    ("editor-film", {"of": FILM}, True),
    ("editor-film", {"of": CHENGDU}, False),
    ("publisher", {"of": CITY_MARKET}, False),
    ("adult", {}, False),
    (ANYONE, {}, False),
    ("aggregator-film", {}, False),
]


@pytest.mark.parametrize(("by", "asked", "may"), SCOPES)
def test_who_is_told_which_figures(hub: Hub, by: str, asked: dict[str, Any], may: bool) -> None:  # noqa: FBT001 - a table
    if may:
        hub.ask(FIGURES, by=by, **{"period": PERIOD} | asked)
    else:
        told = hub.refusal(FIGURES, by=by, **{"period": PERIOD} | asked)
        assert told["code"] == "SupervisionReserved"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"period": {"since": "2026-03-02", "until": "2026-03-01"}}, "FiguresPeriodInvalid"),
        ({"period": {"since": "0001-01-01", "until": "2026-03-01"}}, "FiguresPeriodInvalid"),
        ({"period": {"since": "2026-01-01", "until": "9999-12-31"}}, "FiguresPeriodInvalid"),
        (
            {"period": {"since": "2026-01-01", "until": "2026-06-01"}, "step": "DAY"},
            "FiguresPeriodInvalid",
        ),
        ({"region": "51"}, "RegionInvalid"),
        ({"region": "%"}, "RegionInvalid"),
    ],
)
def test_what_is_not_asked(hub: Hub, asked: dict[str, Any], code: str) -> None:
    assert hub.refusal(FIGURES, by="supervisor", **{"period": PERIOD} | asked)["code"] == code


def test_so_many_rows_are_not_told_at_once(hub: Hub) -> None:
    with hub.database() as owner:
        owner.execute(
            "INSERT INTO figure_day SELECT id, date '2025-03-01' + day, 'USED', 10"
            " FROM organization, generate_series(0, 20) AS day WHERE active"
        )
    period = {"since": "2025-03-01", "until": "2025-04-01"}
    said: dict[str, Any] = {"period": period, "apart": "ORGANIZATION", "step": "DAY"}
    assert hub.refusal(FIGURES, by="supervisor", **said)["code"] == "FiguresTooMany"
    assert len(hub.ask(FIGURES, by="supervisor", period=period, step="DAY")["figures"]) == 21


def held(hub: Hub, code: str) -> tuple[int, int]:
    """Count, and return how many made licenses of an issuer wait, and how many are being made."""
    counted(hub)
    with hub.database() as owner:
        waiting = owner.execute("SELECT count(*) FROM intake_waiting").fetchone()
        row = owner.execute(
            "SELECT count FROM figure_held JOIN organization o ON o.id = organization_id"
            " WHERE measure = 'ISSUED' AND o.code = %s",
            [code],
        ).fetchone()
    assert waiting is not None
    return (row[0] if row else 0), waiting[0]


def test_a_license_that_is_long_in_the_making_is_counted_when_it_is_there(hub: Hub) -> None:
    before, _ = held(hub, BUILDING)
    making = begun(hub)["id"]
    abandoned = begun(hub)["id"]
    assert held(hub, BUILDING) == (before, 2)
    assert confirm(hub, making)["state"] == "DONE"
    assert held(hub, BUILDING) == (before + 1, 1)
    with hub.database() as owner:
        owner.execute("UPDATE making SET state = 'ABANDONED' WHERE state = 'AWAITING'")
    assert held(hub, BUILDING) == (before + 1, 0)
    assert abandoned != making
