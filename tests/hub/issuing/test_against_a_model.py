"""Forty acts drawn at random, by right and wrong offices: the database and a model agree."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert

from hub.authorizations.grants.model import UseGrant
from hub.authorizations.grants.terms import Right
from hub.clock import now
from hub.errors import Refusal
from hub.issuing.commands import life
from hub.issuing.commands.change import change_license, renew_license
from hub.issuing.commands.issue import issue_license
from hub.issuing.model import Making
from hub.issuing.refusals import LicenseNotYours, MakingUnderWay
from hub.issuing.wishes import LicenseNamed, RenewLicense
from hub.licenses.rules import EventNotAllowed, OtherwiseSealed, VersionAfterEnd, VersionConflict
from tests.hub.aggregation.permits import CITY, CITY_GOVERNMENT, OTHER, people
from tests.hub.issuing.bureau import CASE, Bureau, changed, happens, wished
from tests.hub.issuing.seals_kept import faults

ACTS = 40
EVENTS = {
    "suspend": ("SUSPENDED", life.suspend_license),
    "resume": ("RESUMED", life.resume_license),
    "inspect": ("INSPECTED", life.record_inspection),
    "annul": ("ANNULLED", life.annul_license),
    "revoke": ("REVOKED", life.revoke_license),
    "cancel": ("CANCELLED", life.cancel_license),
}
OFFICES = [CITY] * 6 + [CITY_GOVERNMENT, OTHER]
ENDED = {"ANNULLED", "REVOKED", "CANCELLED"}
RACED = (MakingUnderWay, OtherwiseSealed, VersionConflict)
STATUS = {"SUSPENDED": "SUSPENDED", "RESUMED": "IN_FORCE"} | {end: end for end in ENDED}
FIRST_END = date(2030, 12, 31)


@dataclass
class Modelled:
    """A license as the model has it: what happened to it, and which grants that ended."""

    named: LicenseNamed
    events: list[str] = field(default_factory=lambda: ["ISSUED"])
    status: str = "IN_FORCE"
    until: date = FIRST_END
    last_stop: int = 0
    grants: list[tuple[UUID, int]] = field(default_factory=list)

    def refusal(self, act: str, by: str) -> type[Refusal] | None:
        """Return by what an act must be refused, if it must."""
        if by == OTHER or (by == CITY_GOVERNMENT and act != "annul"):
            return LicenseNotYours
        if act in {"change", "renew"}:
            if self.status in ENDED:
                return VersionAfterEnd
            return EventNotAllowed if (act, self.status) == ("renew", "SUSPENDED") else None
        fitting = {"suspend": "IN_FORCE", "resume": "SUSPENDED", "inspect": "IN_FORCE"}
        fits = self.status == fitting[act] if act in fitting else self.status not in ENDED
        return None if fits else EventNotAllowed

    def happen(self, event: str) -> None:
        """Let an event happen."""
        self.events.append(event)
        self.status = STATUS.get(event, self.status)
        if event in ENDED or event == "SUSPENDED":
            self.last_stop = len(self.events)


class Run:
    """One drawn history, step by step in the database and in the model."""

    def __init__(self, bureau: Bureau, random: Random) -> None:
        """Begin with nothing."""
        self.bureau, self.random, self.codes = bureau, random, people()
        self.licenses: list[Modelled] = []
        self.keys = 0

    async def step(self) -> None:
        """Issue a license, or let one or two acts come at one of those there are."""
        if not self.licenses or self.random.random() < 0.15:
            await self._issue()
            return
        license_ = self.random.choice(self.licenses)
        if self.random.random() < 0.15:
            await self._at_once(license_)
            return
        act, by = self.random.choice([*EVENTS, "change", "change", "renew"]), self._office()
        await self._act(license_, act, by)

    def _office(self) -> str:
        return self.random.choice(OFFICES)

    async def _issue(self) -> None:
        code = next(self.codes)
        wish = wished(code, valid_until=FIRST_END)
        key = self._key()
        made = await issue_license(self.bureau.call(), self.bureau.desk, wish, key=key)
        again = await issue_license(self.bureau.call(), self.bureau.desk, wish, key=key)
        assert again.id == made.id
        assert made.holder_key is not None
        license_ = Modelled(LicenseNamed(made.holder_key, made.license_id))
        self.licenses.append(license_)
        await self._grant(license_)

    async def _act(self, license_: Modelled, act: str, by: str) -> None:
        must, key = license_.refusal(act, by), self._key()
        attempt = self._attempt(license_, act, by, key)
        if must is not None:
            with pytest.raises(must):
                await attempt()
            return
        made = await attempt()
        if self.random.random() < 0.3:
            assert (await attempt()).id == made.id
        self._note(license_, act, made)
        if self.random.random() < 0.5:
            await self._grant(license_)

    async def _at_once(self, license_: Modelled) -> None:
        """Let two changes come at one license at the same time: at least one is taken, if any."""
        must = license_.refusal("change", CITY)
        attempts = [self._attempt(license_, "change", CITY, self._key()) for _ in range(2)]
        ends = await asyncio.gather(*(one() for one in attempts), return_exceptions=True)
        done = [end for end in ends if not isinstance(end, BaseException)]
        others = [end for end in ends if isinstance(end, BaseException)]
        assert bool(done) == (must is None)
        assert all(isinstance(end, must or RACED) for end in others)
        for made in done:
            self._note(license_, "change", made)

    def _attempt(
        self, license_: Modelled, act: str, by: str, key: str
    ) -> Callable[[], Awaitable[Making]]:
        bureau, named = self.bureau, license_.named
        if act == "change":
            wish = changed(named, f"示例路{key}号")
            return lambda: change_license(bureau.call(by), bureau.desk, wish, key=key)
        if act == "renew":
            longer = RenewLicense(
                license=named, cause=CASE, valid_until=license_.until + timedelta(days=365)
            )
            return lambda: renew_license(bureau.call(by), bureau.desk, longer, key=key)
        command = EVENTS[act][1]
        return lambda: command(bureau.call(by), bureau.desk, happens(named), key=key)

    def _note(self, license_: Modelled, act: str, made: Making) -> None:
        assert made.state == "DONE"
        event = {"change": "CHANGED", "renew": "RENEWED"}.get(act) or EVENTS[act][0]
        license_.happen(event)
        if act == "renew":
            license_.until += timedelta(days=365)

    async def _grant(self, license_: Modelled) -> None:
        """Let there be a grant of the license as it is today."""
        bureau, id_, sequence = self.bureau, uuid4(), len(license_.events)
        async with bureau.doors.writer.begin() as db:
            await db.execute(
                insert(UseGrant).values(
                    holder_key=license_.named.holder_key,
                    id=id_,
                    given_by=UUID(int=bureau.ids[CITY]),
                    owner_key=license_.named.holder_key,
                    license_id=license_.named.license_id,
                    sequence=sequence,
                    ordinal=1,
                    fields=["premises"],
                    grant_right=Right.VIEW,
                    grantee_organization=bureau.ids[OTHER],
                    valid_from=now(),
                    valid_until=now() + timedelta(days=30),
                    cause="示例",
                    given_at=now(),
                )
            )
        license_.grants.append((id_, sequence))

    def _key(self) -> str:
        self.keys += 1
        return f"key-{self.keys}"


RUNNING = """
SELECT g.id FROM use_grant g JOIN license l ON (l.holder_key, l.id) = (g.owner_key, g.license_id)
WHERE g.sequence >= l.last_stop
"""


@pytest.mark.parametrize("seed", [4, 10])
async def test_the_database_is_what_the_model_says(bureau: Bureau, seed: int) -> None:
    run = Run(bureau, Random(seed))
    for _ in range(ACTS):
        await run.step()
    for license_ in run.licenses:
        id_ = license_.named.license_id
        events = await bureau.rows(
            "SELECT event FROM license_version WHERE license_id = :id ORDER BY sequence", id=id_
        )
        assert [event for (event,) in events] == license_.events
        [row] = await bureau.rows("SELECT status, valid_until FROM license WHERE id = :id", id=id_)
        assert row == (license_.status, license_.until)
    grants = [(it, one) for one in run.licenses for it in one.grants]
    running = {id_ for (id_, since), one in grants if since >= one.last_stop}
    assert {row[0] for row in await bureau.rows(RUNNING)} == running
    assert len(running) < len(grants)
    assert await bureau.rows("SELECT FROM making WHERE state IN ('AWAITING', 'WRITTEN')") == []
    assert await faults(bureau) == []
