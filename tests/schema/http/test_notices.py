"""A holder finds in the inbox what concerns them, chooses what to hear of, and reads it alone."""

import time
from typing import Any, Final

import pytest

from hub.app import build_app
from hub.crypto.keyring import Keyring, Use
from hub.crypto.opaque import Opaque
from hub.notices.gateway import HttpGateway, Outgoing
from hub.notices.rules import MOST_CHOICES, REQUIRED
from hub.settings import GatewaySecretNotSet, Settings
from tests.schema.http.asking import Hub, identifier, outside
from tests.schema.http.test_grants import BANK, given, withdrawn

NOTICES = """query ($first: Int! = 100, $after: String) { notices(first: $first, after: $after) {
    endCursor notices { id kind about sentence english: sentence(locale: EN)
        organization { code } entry { body { zh } } } } }"""
CHOICES = "{ noticeChoices { choices { kind channel wanted required } } }"
PATIENCE_SECONDS: Final = 30
LOOK = 'query ($of: String!) { license(identifier: $of) { field(key: "status") { value } } }'
SET = "... on NoticeChoices { choices { kind channel wanted required } }"


def inbox(hub: Hub, by: str, **page: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - variables
    """Return what somebody is told."""
    found: list[dict[str, Any]] = hub.ask(NOTICES, by=by, **page)["notices"]["notices"]
    return found


def test_a_grant_and_its_end_are_told_to_its_holder(hub: Hub) -> None:
    grant = given(hub, "told")
    withdrawn(hub, grant["id"])
    ended, begun = inbox(hub, "adult", first=2)
    assert (begun["kind"], ended["kind"]) == ("AUTHORIZATION_GIVEN", "AUTHORIZATION_ENDED")
    assert begun["about"] == ended["about"] == grant["id"]
    assert begun["organization"]["code"] == BANK
    assert begun["sentence"].startswith("您的《机动车驾驶证》已授权")
    assert ended["english"].startswith("The authorization of ")


def test_the_inbox_is_read_by_its_holder_alone(hub: Hub) -> None:
    withdrawn(hub, given(hub, "alone")["id"])
    own = {notice["id"] for notice in inbox(hub, "adult")}
    assert own
    for other in ("anyone", "bank", "auditor", "foreigner", "guardian", "owner-one"):
        assert own.isdisjoint(notice["id"] for notice in inbox(hub, other))


def test_the_inbox_is_paged(hub: Hub) -> None:
    withdrawn(hub, given(hub, "paged")["id"])
    first = hub.ask(NOTICES, by="adult", first=1)["notices"]
    second = hub.ask(NOTICES, by="adult", first=1, after=first["endCursor"])["notices"]
    assert [first["notices"][0], second["notices"][0]] == inbox(hub, "adult", first=2)
    code = hub.refusal(NOTICES, by="foreigner", after=first["endCursor"])["code"]
    assert code == "CursorOutdated"


def chosen(hub: Hub, by: str, key: str, *choices: tuple[str, str, bool]) -> dict[str, Any]:
    """Let somebody choose, and return what is told."""
    names = ("kind", "channel", "wanted")
    stated = [dict(zip(names, choice, strict=True)) for choice in choices]
    return hub.do("setNotices", SET, by=by, choices=stated, idempotencyKey=key)


def test_what_was_chosen_is_shown_and_kept(hub: Hub) -> None:
    told = chosen(hub, "agent", "one", ("AUTHORIZATION_GIVEN", "INBOX", False))
    assert told["choices"] == hub.ask(CHOICES, by="agent")["noticeChoices"]["choices"]
    wanted = {(it["kind"], it["channel"]): it["wanted"] for it in told["choices"]}
    assert wanted["AUTHORIZATION_GIVEN", "INBOX"] is False
    assert wanted["AUTHORIZATION_GIVEN", "MESSAGE"] is True
    assert wanted["OWN_USE", "INBOX"] is False
    required = {it["kind"] for it in told["choices"] if it["required"]}
    assert required == {kind.value for kind in REQUIRED}
    usual = hub.ask(CHOICES, by="foreigner")["noticeChoices"]["choices"]
    assert {it["kind"] for it in usual if not it["wanted"]} == {"OWN_USE"}


@pytest.mark.parametrize(
    ("by", "choice", "code"),
    [
        ("adult", ("WAIVER_USED", "INBOX", False), "NoticeRequired"),
        ("adult-account", ("OWN_USE", "INBOX", True), "RealNameNeeded"),
        ("anyone", ("OWN_USE", "INBOX", True), "HolderNeeded"),
        ("bank", ("OWN_USE", "INBOX", True), "HolderNeeded"),
    ],
)
def test_a_choice_that_cannot_be_changes_nothing(
    hub: Hub, by: str, choice: tuple[str, str, bool], code: str
) -> None:
    before = hub.ask(CHOICES, by=by)
    assert chosen(hub, by, f"{by}-{code}", choice)["code"] == code
    assert hub.ask(CHOICES, by=by) == before


def link(hub: Hub, keyring: Keyring, by: str) -> str:
    """Return the link that a message about somebody's newest notice holds."""
    with hub.database() as owner:
        row = owner.execute(
            "SELECT holder_key, id, kind, at FROM notice ORDER BY id DESC LIMIT 1"
        ).fetchone()
    assert row is not None
    assert inbox(hub, by)
    opaque = Opaque(keyring.of(Use.SIV))
    gateway = HttpGateway("http://127.0.0.1/", b"", opaque, "http://hub")
    notice = Outgoing(**dict(zip(("holder_key", "id", "kind", "at"), row, strict=True)))
    body = gateway._body(notice)  # noqa: SLF001 - what is sent
    return body.decode().partition('"link":"http://hub')[2].partition('"')[0]


def test_the_link_of_a_message_opens_for_its_holder_alone(hub: Hub, keyring: Keyring) -> None:
    withdrawn(hub, given(hub, "link")["id"])
    path = link(hub, keyring, "adult")
    shown = hub.client.get(path, headers=hub.headers("adult")).json()
    assert (shown["kind"], shown["zh"]) == (
        "AUTHORIZATION_ENDED",
        inbox(hub, "adult", first=1)[0]["sentence"],
    )
    for other in ("anyone", "foreigner", "bank"):
        refused = hub.client.get(path, headers=hub.headers(other))
        assert (refused.status_code, refused.json()["code"]) == (404, "NoticeNotFound")
    forged = hub.client.get("/notices/forged", headers=hub.headers("adult"))
    assert (forged.status_code, forged.json()["code"]) == (404, "NoticeNotFound")
    other_thing = f"/notices/{hub.license_id('adult-driving', 'adult')}"
    assert hub.client.get(other_thing, headers=hub.headers("adult")).status_code == 404


def test_uses_are_told_by_the_job(hub: Hub) -> None:
    hub.post(LOOK, by="bank", cause="抵押贷款审批", of=identifier("joint-owners"))
    told = until_told(hub, "owner-two", "LICENSE_USED")
    assert told["sentence"].endswith("使用了您的《不动产权证书》。")
    usage = "{ viewer { usage(first: 1) { records { event } } } }"
    (newest,) = hub.ask(usage, by="owner-two")["viewer"]["usage"]["records"]
    assert told["about"] == newest["event"]


def until_told(hub: Hub, by: str, kind: str) -> dict[str, Any]:
    """Wait for a notice of a kind."""
    give_up = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < give_up:
        found = [notice for notice in inbox(hub, by) if notice["kind"] == kind]
        if found:
            return found[0]
        time.sleep(0.05)
    raise AssertionError(kind)


def test_a_gateway_without_its_secret_does_not_start(hub: Hub, keyring: Keyring) -> None:
    settings = Settings(
        database_url=hub.url, demo=True, notice_gateway_url="https://messages.example"
    )
    with pytest.raises(GatewaySecretNotSet), outside(build_app(settings, keyring)):
        pass


def test_no_more_is_chosen_than_there_is(hub: Hub) -> None:
    choices = [{"kind": "OWN_USE", "channel": "INBOX", "wanted": True}]
    choices *= MOST_CHOICES + 1
    told = hub.do("setNotices", SET, by="adult", choices=choices, idempotencyKey="many")
    assert told["code"] == "TooManyChoices"
