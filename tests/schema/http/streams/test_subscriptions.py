"""A holder learns of each use as it is recorded; nobody else does, and no right outlives itself."""

import asyncio
import base64
import json
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, NamedTuple

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import async_sessionmaker

from hub import clock
from hub.db.engine import writer_engine
from hub.identity.tokens import token_hash
from hub.notices import feed as feeds
from hub.notices.telling import Telling, tell
from hub.notices.terms import NoticeKind
from schema import subscriptions
from schema.context import Context
from tests.schema.http.streams.serving import (
    ASKED,
    USED,
    Served,
    code_of,
    hear,
    hears_nothing,
    subscribe,
    until,
)

BANK = "91519999MA9900036C"
DEPARTMENT = "11519999MB99001522"
STOP_LISTENING = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'hub notices'"""


def following(hub: Served) -> int:
    """Count who follows anything."""
    assert hub.feed is not None
    return len(hub.feed._all)  # noqa: SLF001 - nothing else tells


def revoke(hub: Served, by: str) -> None:
    """Revoke a token."""
    claims = hub.token(by).split(".")[1]
    told = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    with hub.database() as owner:
        owner.execute(
            "INSERT INTO revoked_token VALUES (%s, now() + interval '1 day')",
            [token_hash(told["iss"], told["jti"])],
        )


def test_the_use_of_a_grant_reaches_its_holder_at_once(hub: Served) -> None:
    with hub.socket("owner-one") as opened:
        subscribe(opened)
        until(lambda: following(hub) == 1)
        hub.look("joint-owners", "bank", "抵押贷款审批")
        told = hear(opened)
        assert (told["type"], told["id"]) == ("next", "1")
        use = told["payload"]["data"]["usageRecorded"]
        assert (use["organization"]["code"], use["cause"]) == (BANK, "抵押贷款审批")
        assert "为“抵押贷款审批”查看了您的《不动产权证书》" in use["sentence"]
        assert "示例路" not in str(told)
        assert hears_nothing(opened, 0.3), "one use is told once"
    until(lambda: following(hub) == 0)


def test_the_same_is_told_by_server_sent_events(hub: Served) -> None:
    with hub.events(USED, "owner-one") as events:
        assert next(events) == ("alive", None)
        until(lambda: following(hub) == 1)
        hub.look("joint-owners", "bank", "抵押贷款审批")
        name, told = next(events)
        assert name == "next"
        assert told["data"]["usageRecorded"]["cause"] == "抵押贷款审批"
    until(lambda: following(hub) == 0)


def test_a_refused_try_is_told_too(hub: Served) -> None:
    with hub.socket("adult") as opened:
        subscribe(opened)
        until(lambda: following(hub) == 1)
        hub.look("adult-driving", "bank", "越权查看")
        use = hear(opened)["payload"]["data"]["usageRecorded"]
        assert (use["outcome"], use["cause"]) == ("NO_BASIS", "越权查看")


GETS = {
    "owner-one": True,
    "owner-two": True,
    "adult": False,
    "foreigner": False,
    "guardian": False,
    "agent": False,
    "former-agent": False,
}
REFUSED = ("anyone", "auditor")


def test_each_caller_gets_what_is_told_to_own_holders_alone(hub: Served) -> None:
    with ExitStack() as stack:
        sockets = {by: stack.enter_context(hub.socket(by)) for by in GETS}
        for opened in sockets.values():
            subscribe(opened)
        until(lambda: following(hub) == len(GETS))
        hub.look("joint-owners", "bank", "谁能收到")
        causes = {
            by: hear(sockets[by])["payload"]["data"]["usageRecorded"]["cause"]
            for by, gets in GETS.items()
            if gets
        }
        assert set(causes.values()) == {"谁能收到"}
        assert all(hears_nothing(sockets[by], 0.2) for by, gets in GETS.items() if not gets)


def test_what_is_passed_to_everybody_is_read_by_its_holder_alone(
    hub: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even a feed that mixes holders up gives nobody anything: it is read under own rights."""
    assert hub.feed is not None
    everybody = feeds.Feed.offer

    def careless(feed: feeds.Feed, written: feeds.Written, *, late: bool = False) -> None:
        del late
        for one in feed._all:  # noqa: SLF001 - the first protection is switched off
            one.offer(written)

    monkeypatch.setattr(feeds.Feed, "offer", careless)
    with hub.socket("foreigner") as opened:
        subscribe(opened)
        until(lambda: following(hub) == 1)
        hub.look("joint-owners", "bank", "送错人")
        assert hears_nothing(opened)
    monkeypatch.setattr(feeds.Feed, "offer", everybody)


@pytest.mark.parametrize("by", REFUSED)
@pytest.mark.parametrize("query", [USED, ASKED])
def test_who_holds_nothing_follows_nothing(hub: Served, by: str, query: str) -> None:
    with hub.socket(by) as opened:
        subscribe(opened, query)
        assert code_of(hear(opened)) == "HolderNeeded"
        assert hear(opened) == {"type": "complete", "id": "1"}


def by_revocation(hub: Served) -> None:
    revoke(hub, "owner-one")


def by_expiry(_hub: Served) -> None:
    clock.put_forward(9 * clock.FURTHEST / clock.FURTHEST.days / 24)


def by_closing_the_account(hub: Served) -> None:
    with hub.database() as owner:
        owner.execute("UPDATE account SET active = false WHERE subject = 'sample-owner-one'")


ENDS: dict[Callable[[Served], None], str] = {
    by_revocation: "TokenInvalid",
    by_expiry: "TokenInvalid",
    by_closing_the_account: "AccountInactive",
}


@pytest.fixture
def _reopened(hub: Served) -> Any:  # noqa: ANN401 - a fixture that yields
    yield
    with hub.database() as owner:
        owner.execute("UPDATE account SET active = true")


def ends_with(hub: Served, end: Callable[[Served], None]) -> dict[str, Any]:
    """Follow, let a right end, let somebody use the license, and return what is told then."""
    with hub.socket("owner-one") as opened:
        subscribe(opened)
        until(lambda: following(hub) == 1)
        end(hub)
        bank = hub.issuer  # a fresh token for the bank: the clock may have moved
        assert bank is not None
        hub.tokens.pop("bank", None)
        hub.look("joint-owners", "bank", "之后")
        return hear(opened)


@pytest.mark.usefixtures("_reopened")
@pytest.mark.parametrize("end", ENDS, ids=lambda end: str(end.__name__))
def test_a_right_that_ends_ends_the_stream_before_its_next_event(
    hub: Served, end: Callable[[Served], None]
) -> None:
    told = ends_with(hub, end)
    assert told["payload"].get("data") is None
    assert code_of(told) == ENDS[end]
    until(lambda: following(hub) == 0)


class HolderInOffice(NamedTuple):
    """A holder who signs in as an official of a department."""

    key: str = "owner-one-in-office"
    subject: str = "sample-owner-one"
    zh: str = ""
    en: str = ""
    acr: int = 3
    organization: str | None = DEPARTMENT


def test_an_office_that_ends_ends_the_stream(hub: Served) -> None:
    official = HolderInOffice()
    with hub.database() as owner:
        owner.execute(
            """INSERT INTO office (id, account_id, organization_id, role, since)
            SELECT gen_random_uuid(), a.id, o.id, 'USER', '2026-01-01'
            FROM account a CROSS JOIN organization o
            WHERE a.subject = %s AND o.code = %s""",
            [official.subject, DEPARTMENT],
        )
    hub.tokens[official.key] = hub.issuer.mint(official)
    with hub.socket(official.key) as opened:
        subscribe(opened)
        until(lambda: following(hub) == 1)
        hub.look("joint-owners", "bank", "任职期间")
        assert hear(opened)["payload"]["data"]["usageRecorded"]["cause"] == "任职期间"
        with hub.database() as owner:
            owner.execute(
                "DELETE FROM office o USING account a WHERE a.id = o.account_id AND a.subject = %s",
                [official.subject],
            )
        hub.look("joint-owners", "bank", "离任之后")
        assert code_of(hear(opened)) == "OfficeNotHeld"


CONSENT = "0190c0de-0000-7000-8000-000000000001"
"""The key of a consent."""


async def ask_consent(hub: Served, of: str) -> None:
    """Tell a holder that a consent is asked, as the command that asks does."""
    engine = writer_engine(hub.url, connections=1)
    async with async_sessionmaker(engine).begin() as db:
        found = await db.execute(
            text("SELECT holder_key FROM account WHERE subject = :subject"), {"subject": of}
        )
        telling = Telling(
            holder_key=found.scalar_one(),
            kind=NoticeKind.CONSENT_ASKED,
            about=CONSENT,
            at=clock.now(),
        )
        await tell(db, telling)
    await engine.dispose()


def test_a_consent_that_is_asked_is_told_to_its_holder(hub: Served) -> None:
    with hub.socket("adult") as opened, hub.socket("foreigner") as other:
        for one in (opened, other):
            subscribe(one, ASKED)
            subscribe(one, USED, id_="2")
        until(lambda: following(hub) == 4)
        asyncio.run(ask_consent(hub, "sample-adult"))
        message = hear(opened)
        told = message["payload"]["data"]["consentAsked"]
        assert (message["id"], told["kind"]) == ("1", "CONSENT_ASKED")
        assert told["sentence"] == "Somebody asks you to consent to the use of your license."
        assert CONSENT not in told["about"]
        assert hears_nothing(other, 0.3)


async def _not_again(_context: Context, _following: feeds.Following) -> None:
    """Authorize nobody again."""


def test_without_authorizing_again_an_expired_token_would_go_on(
    hub: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscriptions, "authorize_again", _not_again)
    told = ends_with(hub, by_expiry)
    assert told["payload"]["data"]["usageRecorded"]["cause"] == "之后"


def test_a_stream_without_events_ends_too(hub: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscriptions, "CHECK_SECONDS", 0.1)
    with hub.events(USED, "owner-one") as events:
        assert next(events) == ("alive", None)
        until(lambda: following(hub) == 1)
        revoke(hub, "owner-one")
        name, told = next(events)
        assert (name, told["errors"][0]["extensions"]["code"]) == ("next", "TokenInvalid")
        assert next(events) == ("complete", None)


def test_a_guardian_who_no_longer_is_one_hears_of_the_child_no_more(hub: Served) -> None:
    with hub.socket("guardian") as opened:
        subscribe(opened)
        until(lambda: following(hub) == 1)
        hub.look("child-birth", "bank", "入学前")
        assert hear(opened)["payload"]["data"]["usageRecorded"]["cause"] == "入学前"
        with hub.database() as owner:
            kept = owner.execute("SELECT id, until FROM representation WHERE kind = 'GUARDIAN'")
            ids = kept.fetchall()
            owner.execute("UPDATE representation SET until = now() WHERE kind = 'GUARDIAN'")
        hub.look("child-birth", "power", "入学后")
        assert hears_nothing(opened)
        with hub.database() as owner:
            for id_, until_ in ids:
                owner.execute("UPDATE representation SET until = %s WHERE id = %s", [until_, id_])


def test_a_caller_follows_a_bounded_number_of_things(hub: Served) -> None:
    with hub.socket("adult") as opened:
        for number in range(feeds.MOST_OF_ONE_CALLER):
            subscribe(opened, id_=str(number))
        until(lambda: following(hub) == feeds.MOST_OF_ONE_CALLER)
        subscribe(opened, id_="one more")
        assert code_of(hear(opened)) == "TooManySubscriptions"
    until(lambda: following(hub) == 0)


def test_who_takes_its_events_too_slowly_is_let_go(
    hub: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slowly(_context: Context, _following: feeds.Following) -> None:
        await asyncio.sleep(2.5)

    monkeypatch.setattr(feeds, "MOST_WAITING", 1)
    monkeypatch.setattr(subscriptions, "authorize_again", slowly)
    with hub.socket("owner-one") as opened:
        subscribe(opened)
        until(lambda: following(hub) == 1)
        for number in range(4):
            hub.look("joint-owners", "bank", f"第 {number} 次")
        assert hear(opened)["payload"]["data"]["usageRecorded"]["cause"] == "第 0 次"
        assert code_of(hear(opened)) == "SubscriberTooSlow"
    until(lambda: following(hub) == 0)


def test_what_was_written_while_nobody_listened_is_told_afterwards(hub: Served) -> None:
    with hub.socket("owner-one") as opened:
        subscribe(opened)
        until(lambda: following(hub) == 1)
        with hub.database() as owner:
            owner.execute(STOP_LISTENING)
        hub.look("joint-owners", "bank", "断线期间")
        told = hear(opened)
        assert told["payload"]["data"]["usageRecorded"]["cause"] == "断线期间"
        assert hears_nothing(opened, 0.3)
