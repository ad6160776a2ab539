"""What is made, delivered, shared, used and refused is counted once, by whoever did it."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from hub.audit.usage import DecidedField, Decisions, Pattern
from hub.clock import held_at, now
from hub.db.ids import new_id
from hub.identity.terms import Role
from hub.supervision import marks
from hub.supervision.figures.jobs import count_use
from hub.supervision.figures.queries import Figures, figures_of
from hub.supervision.figures.rules import FEWEST, Asked
from hub.supervision.figures.terms import FiguresBy, FiguresStep, Measure
from hub.supervision.intake.jobs import count_intake
from hub.supervision.refusals import SupervisionReserved
from tests.entries import OWNER
from tests.hub.aggregation.permits import holder, people
from tests.hub.supervision.town import (
    SUPERVISOR,
    Town,
    answer,
    at,
    directory,
    made,
    open_town,
    request,
)

DAY, NEXT = date(2026, 3, 30), date(2026, 4, 2)
REGIONS = ("510104", "510105", "510300")


@pytest.fixture
async def town(database: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Town]:
    """Departments of three counties, in two cities; what happens is counted at once."""
    monkeypatch.setattr(marks, "LATE", timedelta())
    async with open_town(database, 3) as opened:
        for code, region in zip(opened.issuers, REGIONS, strict=True):
            await opened.put(
                "UPDATE organization SET region = :region WHERE code = :code",
                region=region,
                code=code,
            )
        yield opened


async def delivered(
    town: Town, issuer: str, number: int, first: int = 0
) -> list[tuple[UUID, UUID]]:
    """Let an issuer deliver licenses of so many people, and return their keys."""
    codes = islice(people(), first, first + number)
    records = [made(issuer, DAY, holders=[holder(code)]) for code in codes]
    assert await town.send(issuer, *records) == 0
    rows = await town.rows("SELECT holder_key, id FROM license ORDER BY id DESC LIMIT :n", n=number)
    return [(holder_key, license_id) for holder_key, license_id in rows]


def decided(basis: str, outcome: str = "GRANTED", entry: str = "food-operation") -> Pattern:
    """Write down that one field was decided on a basis."""
    field = DecidedField("status", 1, outcome, "CODE", basis, "", "")
    return Pattern.of(Decisions(entry, "policy", "IN_FORCE", (field,)))


async def used(
    town: Town,
    by: str | None,
    licenses: list[tuple[UUID, UUID]],
    pattern: Pattern,
    outcome: str = "ANSWERED",
) -> None:
    """Record that licenses were looked at, in one request."""
    await town.put(
        "INSERT INTO decision_pattern (hash, body) VALUES (:hash, CAST(:body AS jsonb))"
        " ON CONFLICT DO NOTHING",
        hash=pattern.hash,
        body=pattern.body,
    )
    await town.put(
        "INSERT INTO usage_event (id, at, request_id, operation, outcome, organization_id,"
        " assurance, licenses, holders, holder_counts, patterns, authorizations) VALUES"
        " (:id, :at, 'r', 'license', :outcome, :by, 2, :licenses, :holders, :counts, :patterns,"
        " :none)",
        id=new_id(),
        at=now(),
        outcome=outcome,
        by=None if by is None else town.ids[by],
        licenses=[license_id for _, license_id in licenses],
        holders=[holder_key for holder_key, _ in licenses],
        counts=[1 for _ in licenses],
        patterns=[pattern.hash for _ in licenses],
        none=["" for _ in licenses],
    )


async def figures(town: Town, who: str = SUPERVISOR, **said: Any) -> dict[str, dict[str, int]]:  # noqa: ANN401 - what is asked
    """Return what somebody is told, by group and measure."""
    told = await asked(town, who, **said)
    return {
        one.key: {measure.value: times for measure, times in one.counts.items()} for one in told
    }


async def asked(town: Town, who: str = SUPERVISOR, **said: Any) -> list[Figures]:  # noqa: ANN401 - what is asked
    """Run the jobs, and ask for figures."""
    await town.run([count_intake, count_use])
    usual: dict[str, Any] = {"since": DAY, "until": NEXT, "by": FiguresBy.ORGANIZATION}
    call = town.call(who, Role.OVERSEER if who == SUPERVISOR else Role.ISSUER)
    return await figures_of(call, await directory(town), Asked(**usual | said))


async def test_each_measure_counts_its_own(town: Town) -> None:
    issuer, user, _ = town.issuers
    with held_at(at(DAY)):
        licenses = await delivered(town, issuer, 12)
        await used(town, user, licenses, decided("REQUEST"))
        await used(town, user, licenses, decided("OVERSIGHT"))
        await used(town, user, licenses, decided("GRANT", "WITHHELD"))
        await used(town, user, licenses, decided("", entry=""))
        await used(town, issuer, licenses, decided("ISSUER"))
        await used(town, None, licenses, decided("DELEGATION"))
        await used(town, None, licenses, decided("HOLDER"))
    assert await figures(town) == {
        issuer: {"AGGREGATED": 12, "SHARED": 24, "USED": 12},
        user: {"USED": 36},
    }
    assert await figures(town) == await figures(town), "nothing is counted twice"


async def test_too_few_wait_and_are_told_with_those_who_come_later(town: Town) -> None:
    issuer, user, _ = town.issuers
    with held_at(at(DAY)):
        licenses = await delivered(town, issuer, FEWEST)
        for _ in range(3):
            await used(town, user, licenses[:-1], decided("REQUEST"))
    assert await figures(town) == {issuer: {"AGGREGATED": FEWEST}}
    with held_at(at(NEXT)):
        await used(town, user, licenses[-1:], decided("REQUEST"))
    times = 3 * (FEWEST - 1) + 1
    assert (await figures(town))[user] == {"USED": times}
    by_day = await asked(town, step=FiguresStep.DAY)
    assert [one.since for one in by_day if one.key == user] == [NEXT]


async def test_refusals_tell_nothing_of_what_exists(town: Town) -> None:
    issuer, prying, guessing = town.issuers
    with held_at(at(DAY)):
        licenses = await delivered(town, issuer, 1)
        for _ in range(FEWEST):
            await used(town, prying, licenses, decided("", entry=""), "LicenseNotFound")
            await used(town, guessing, [], decided("", entry=""), "LicenseNotFound")
    told = await figures(town)
    assert told[prying] == told[guessing] == {"REFUSED": FEWEST}


async def test_figures_roll_up_and_apart(town: Town) -> None:
    for place, issuer in enumerate(town.issuers):
        with held_at(at(DAY if place else NEXT)):
            await delivered(town, issuer, 10 + place, 20 * place)
    assert await figures(town, by=FiguresBy.WHOLE) == {"": {"AGGREGATED": 33}}
    assert await figures(town, by=FiguresBy.CITY) == {
        "510100": {"AGGREGATED": 21},
        "510300": {"AGGREGATED": 12},
    }
    assert (await figures(town, by=FiguresBy.COUNTY)).keys() == set(REGIONS)
    assert await figures(town, by=FiguresBy.SECTOR) == {"market": {"AGGREGATED": 33}}
    assert await figures(town, by=FiguresBy.WHOLE, region="510100") == {"": {"AGGREGATED": 21}}
    assert await figures(town, by=FiguresBy.WHOLE, region="510104") == {"": {"AGGREGATED": 10}}
    assert await figures(town, sector="none") == {}
    steps = {}
    for step in (FiguresStep.MONTH, FiguresStep.QUARTER):
        told = await asked(town, by=FiguresBy.WHOLE, step=step)
        steps[step] = [(one.since, one.counts[Measure.AGGREGATED]) for one in told]
    assert steps == {
        FiguresStep.MONTH: [(date(2026, 3, 1), 23), (date(2026, 4, 1), 10)],
        FiguresStep.QUARTER: [(date(2026, 1, 1), 23), (date(2026, 4, 1), 10)],
    }
    assert await figures(town, since=NEXT) == {town.issuers[0]: {"AGGREGATED": 10}}


async def test_an_organization_is_told_its_own(town: Town) -> None:
    own, other, _ = town.issuers
    with held_at(at(DAY)):
        await delivered(town, own, 10)
        await delivered(town, other, 10, 20)
    assert await figures(town, own) == {own: {"AGGREGATED": 10}}
    assert await figures(town, own, organization=own) == {own: {"AGGREGATED": 10}}
    for beyond in ({"organization": other}, {"region": "510100"}, {"sector": "market"}):
        with pytest.raises(SupervisionReserved):
            await figures(town, own, **beyond)


async def test_what_a_predecessor_did_is_told_of_its_heir(town: Town) -> None:
    former, heir, _ = town.issuers
    with held_at(at(DAY)):
        await delivered(town, former, 10)
        await town.run([count_intake])
    await town.put(
        "UPDATE organization SET successor_id = :heir, active = false WHERE id = :former",
        heir=town.ids[heir],
        former=town.ids[former],
    )
    assert await figures(town) == {heir: {"AGGREGATED": 10}}


async def test_answers_have_a_median_and_a_ninetieth_percentile(town: Town) -> None:
    with held_at(at(DAY, 9)):
        ids = [await request(town, town.issuers[0], at(NEXT)) for _ in range(11)]
    for hours, one in enumerate(ids[:-1], 1):
        with held_at(at(DAY, 9) + timedelta(hours=hours)):
            await answer(town, one)
    (told,) = await asked(town, by=FiguresBy.ORGANIZATION)
    assert (told.key, told.answers.count) == (OWNER, 10)
    assert told.answers.median == 5.5
    assert told.answers.ninetieth == pytest.approx(9.1)


async def test_what_waits_is_for_no_reader(town: Town) -> None:
    async with town.doors.reader.acquire() as connection:
        assert await connection.fetch("SELECT * FROM figure_day") == []
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.fetch("SELECT * FROM figure_held")


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM finding",
        "DELETE FROM rectification_order",
        "DELETE FROM rectification_step",
        "UPDATE rectification_step SET told = ''",
        "DELETE FROM public_notice",
        "DELETE FROM officer",
        "DELETE FROM figure_day",
    ],
)
async def test_the_writer_takes_nothing_of_it_away(town: Town, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with town.doors.writer.begin() as db:
            await db.execute(text(statement))
