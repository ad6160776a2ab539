"""Who is told of what: in the act's own transaction, once, by what was chosen, and of whom."""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from hub.audit.words import Both
from hub.notices import words
from hub.notices.commands import set_notices
from hub.notices.jobs import let_messages_go, tell_of_use
from hub.notices.queries import choices_of_own, notices_of_own
from hub.notices.refusals import HolderNeeded, NoticeRequired, RealNameNeeded
from hub.notices.rules import LONGEST_PAUSE, OFF, REQUIRED, pause
from hub.notices.telling import CHANNEL, Telling, tell
from hub.notices.terms import Channel, NoticeKind
from hub.notices.wishes import Choice, SetNotices
from tests.actors import LI, ZHANG
from tests.hub.audit.asking import ONE, identifier
from tests.make import PURPOSE, Hub
from tests.papers import MOMENT

KINDS = "SELECT kind, shown, message FROM notice ORDER BY id"
HAN = re.compile(r"[\u4e00-\u9fff]")


def telling(hub: Hub, of: str = ZHANG, **changed: Any) -> Telling:  # noqa: ANN401 - a telling's parts
    """Return something that a holder may be told."""
    usual: dict[str, Any] = {"kind": NoticeKind.CONSENT_ASKED, "about": str(uuid4()), "at": MOMENT}
    return Telling(**{"holder_key": hub.world.holders[of]} | usual | changed)


async def told_to(hub: Hub, who: str) -> list[NoticeKind]:
    """Return the kinds of the notices that somebody reads."""
    return [notice.kind for notice in await notices_of_own(await hub.call(who), first=100)]


async def choose(hub: Hub, who: str, *choices: Choice, assurance: int | None = None) -> None:
    """Let somebody choose."""
    await set_notices(await hub.call(who, assurance=assurance), SetNotices(choices))


async def tell_all(hub: Hub) -> None:
    """Let the job run until nothing is untold."""
    async with hub.doors.writer.begin() as db:
        while await tell_of_use(db):
            pass


async def test_a_notice_stands_or_falls_with_what_it_tells_of(hub: Hub) -> None:
    async with hub.doors.writer() as db:
        await tell(db, telling(hub))
        await db.rollback()
    assert await told_to(hub, "zhang") == []
    async with hub.doors.writer.begin() as db:
        await tell(db, telling(hub))
    assert await told_to(hub, "zhang") == [NoticeKind.CONSENT_ASKED]
    assert await told_to(hub, "li") == []
    assert await told_to(hub, "anonymous") == []


async def test_the_same_is_told_once(hub: Hub) -> None:
    one = telling(hub, about="1")
    for again in (one, one, telling(hub, about="2")):
        async with hub.doors.writer.begin() as db:
            await tell(db, again, again)
    assert len(await told_to(hub, "zhang")) == 2


async def test_whoever_listens_hears_of_it_when_it_is_committed(hub: Hub) -> None:
    heard: list[str] = []
    async with hub.doors.reader.acquire() as connection:
        await connection.add_listener(CHANNEL, lambda *said: heard.append(said[-1]))
        async with hub.doors.writer.begin() as db:
            await tell(db, telling(hub))
            await connection.fetchval("SELECT 1")
            assert heard == []
        await connection.fetchval("SELECT pg_sleep(0.1)")
        await connection.reset(timeout=5)
    ((holder_key, id_),) = await hub.rows("SELECT holder_key, id FROM notice")
    assert heard == [f"{holder_key} {id_}"]


@pytest.mark.parametrize("channel", Channel)
async def test_a_choice_holds_from_then_on(hub: Hub, channel: Channel) -> None:
    for kind in NoticeKind:
        wanted = kind in OFF or (kind in REQUIRED and channel is Channel.INBOX)
        await choose(hub, "zhang", Choice(kind, channel, wanted))
        async with hub.doors.writer.begin() as db:
            await tell(db, telling(hub, kind=kind), telling(hub, LI, kind=kind))
        usual = kind not in OFF
        expected = (wanted, usual) if channel is Channel.INBOX else (usual, wanted)
        assert await written(hub, ZHANG, kind) == ([expected] if any(expected) else [])
        assert await written(hub, LI, kind) == ([(True, True)] if usual else [])
        chosen = await choices_of_own(await hub.call("zhang"))
        assert Choice(kind, channel, wanted) in chosen


async def written(hub: Hub, of: str, kind: NoticeKind) -> list[tuple[bool, bool]]:
    """Return whether notices of a kind to a holder are shown, and whether they go out."""
    statement = """SELECT shown, message = 'WAITING' FROM notice
        WHERE holder_key = :key AND kind = :kind"""
    found = await hub.rows(statement, key=hub.world.holders[of], kind=kind.value)
    return [(shown, waits) for shown, waits in found]


async def test_what_must_be_shown_cannot_be_turned_off(hub: Hub) -> None:
    for kind in REQUIRED:
        with pytest.raises(NoticeRequired):
            await choose(hub, "zhang", Choice(kind, Channel.INBOX, wanted=False))
    assert await hub.rows("SELECT * FROM notice_choice") == []


@pytest.mark.parametrize(
    ("who", "assurance", "refusal"),
    [
        ("zhang", 1, RealNameNeeded),
        ("anonymous", None, HolderNeeded),
        ("issuer", None, HolderNeeded),
    ],
)
async def test_who_may_not_choose(
    hub: Hub, who: str, assurance: int | None, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        await choose(hub, who, Choice(NoticeKind.OWN_USE, Channel.INBOX, True), assurance=assurance)  # noqa: FBT003 - a choice
    assert await hub.rows("SELECT * FROM notice_choice") == []


async def test_others_are_told_of_and_oneself_is_not(hub: Hub) -> None:
    of = identifier(hub, hub.world.paper("plain"))
    await hub.ask("zhang", ONE, of=of)
    await hub.ask("issuer", ONE, PURPOSE, of=of)
    await hub.ask("stranger", ONE, of=identifier(hub, hub.world.paper("plain", "quiet")))
    await tell_all(hub)
    others = {NoticeKind.USE_REFUSED, NoticeKind.LICENSE_USED}
    assert set(await told_to(hub, "zhang")) == others
    await choose(hub, "zhang", Choice(NoticeKind.OWN_USE, Channel.INBOX, True))  # noqa: FBT003 - a choice
    await hub.ask("zhang", ONE, of=of)
    await tell_all(hub)
    assert (await told_to(hub, "zhang"))[0] is NoticeKind.OWN_USE


async def test_each_holder_of_a_joint_license_is_told_of_the_other(hub: Hub) -> None:
    await hub.ask("zhang", ONE, of=identifier(hub, hub.world.paper("joint")))
    await tell_all(hub)
    assert await told_to(hub, "zhang") == []
    assert await told_to(hub, "li") == [NoticeKind.LICENSE_USED]


async def test_who_asks_in_vain_again_and_again_is_told_of_once_a_day(hub: Hub) -> None:
    of = identifier(hub, hub.world.paper("plain", "quiet"))
    for days in (0, 0, 0, 1):
        call = await hub.call("stranger", moment=MOMENT + timedelta(days=days))
        await hub.body(call, ONE, of=of)
        await hub.ask("anonymous", ONE, of=of)
    await tell_all(hub)
    assert await told_to(hub, "zhang") == 3 * [NoticeKind.USE_REFUSED]


async def test_an_event_that_commits_late_is_told_of_too(hub: Hub) -> None:
    await hub.ask("issuer", ONE, PURPOSE, of=identifier(hub, hub.world.paper("plain")))
    await hub.ask("issuer", ONE, PURPOSE, of=identifier(hub, hub.world.paper("plain")))
    late = """UPDATE usage_event SET noticed = :noticed
        WHERE id = (SELECT min(id::text)::uuid FROM usage_event)"""
    await hub.change(late, noticed=True)  # as if it were not there yet
    await tell_all(hub)
    await hub.change(late, noticed=False)
    await tell_all(hub)
    assert len(await told_to(hub, "zhang")) == 2


async def test_telling_again_tells_nothing_new(hub: Hub) -> None:
    await hub.ask("issuer", ONE, PURPOSE, of=identifier(hub, hub.world.paper("plain")))
    for _ in range(2):
        await hub.change("UPDATE usage_event SET noticed = false")
        await tell_all(hub)
    assert len(await told_to(hub, "zhang")) == 1


async def test_without_a_gateway_nothing_is_kept_waiting(hub: Hub) -> None:
    async with hub.doors.writer.begin() as db:
        await tell(db, telling(hub), telling(hub))
        await let_messages_go(db)
    assert {message for _, _, message in await hub.rows(KINDS)} == {"UNWANTED"}
    assert len(await told_to(hub, "zhang")) == 2


async def test_no_value_and_no_name_of_a_person_stands_in_a_notice(hub: Hub) -> None:
    paper = hub.world.paper("plain")
    await hub.ask("issuer", ONE, PURPOSE, of=identifier(hub, paper))
    await tell_all(hub)
    ((row,),) = await hub.rows("SELECT row_to_json(n)::text FROM notice n")
    assert str(paper.value("premises", 1)) not in row
    assert ZHANG not in row
    assert "issuer" not in row


def sentences() -> Iterable[Both]:
    """Return what every kind says, with and without names."""
    for kind in NoticeKind:
        yield words.sentence(
            kind, Both("示例银行", "Sample Bank"), Both("驾驶证", "Driving license")
        )
        yield words.sentence(kind, None, None)


def test_each_kind_says_something_of_its_own_in_both_languages() -> None:
    said = list(sentences())
    assert len(set(said)) == len(said)
    assert all(HAN.search(one.zh) and not HAN.search(one.en) for one in said)
    assert not any("{" in one.zh + one.en for one in said)


def test_pauses_grow_to_an_hour() -> None:
    pauses = [pause(attempts) for attempts in range(1, 30)]
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[1], pauses[-1]) == (
        timedelta(seconds=5),
        timedelta(seconds=10),
        LONGEST_PAUSE,
    )
