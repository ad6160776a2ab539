"""A bank takes archival copies: what it may take away, marked, sealed, and its alone."""

from datetime import datetime, timedelta

import pytest
from psycopg.errors import InsufficientPrivilege
from psycopg.sql import SQL, Identifier

from hub.archive import copying
from hub.archive.copying import Made
from hub.archive.wishes import Case, TakeCopy
from hub.audit.call import Call
from hub.clock import now
from hub.issuing.desk import Desk
from hub.reading.scope import Query
from tests.schema.http.archive.keeping import (
    BANK,
    COPY,
    SAID,
    UNTIL,
    declined,
    fetched,
    given,
    key,
    pages,
    taken,
    usage,
    withdraw,
)
from tests.schema.http.asking import RECORDS, Answer, Hub, identifier
from tests.schema.http.sharing import asked, purpose, running
from tests.schema.http.sharing import given as consented

DRIVING = RECORDS["adult-driving"]
(ADULT,) = DRIVING["holders"]
TELLING = 3
"""Shorter values may stand in a text by chance."""

ONE = (
    f"query ($id: ID!) {{ archivalCopy(id: $id) {{ {COPY.removeprefix('... on ArchivalCopy {')} }}"
)


def taken_under(hub: Hub, right: str) -> Answer:
    """Take a copy under a grant that is taken back again."""
    grant = given(hub, right)
    told = taken(hub)
    withdraw(hub, grant)
    return told


def revoke(hub: Hub, at: datetime | None) -> None:
    """Let the seals of the data center be revoked since a moment, or never."""
    with hub.database() as owner:
        owner.execute(
            """UPDATE seal SET revoked_at = %s
            WHERE organization_id IN (SELECT id FROM organization WHERE kind = 'DATA_CENTER')""",
            [at],
        )


def only_what_may_be_taken_away(hub: Hub) -> None:
    """Check that looking at a license is not taking it away."""
    assert taken_under(hub, "VIEW") == taken(hub, identifier=absent())


def absent() -> str:
    """Return the identifier of no license."""
    return identifier("adult-driving").replace("519999202690000010", "519999202690009999")


def test_a_copy_shows_what_was_granted_and_never_more(hub: Hub) -> None:
    copy = taken_under(hub, "DOWNLOAD")
    text = "".join(pages(fetched(hub, copy["downloadLink"])))
    assert f"持证主体Holder{ADULT['name']}" in text
    assert "状态Status有效" in text
    assert ADULT["code"] not in text
    assert "519***********0017" in text
    assert "签发部门Issuer不予提供" in text
    assert "住址Homeaddress不予提供" in text
    hidden = DRIVING["face"] | ADULT["fields"]
    values = {key: value for key, value in hidden.items() if len(str(value)) > TELLING}
    assert values.keys() >= {"file_number", "first_issued_on", "home_address"}
    assert [key for key, value in values.items() if str(value) in text] == []


def test_the_mark_is_on_every_page(hub: Hub) -> None:
    copy = taken_under(hub, "DOWNLOAD")
    found = pages(fetched(hub, copy["downloadLink"]))
    assert len(found) > 1
    for page in found:
        for said in (
            f"存档副本{copy['number']}",
            "接收单位：天府示例银行股份有限公司（示例）",
            f"事由：{SAID['cause']}",
            f"有效期至：{UNTIL}",
        ):
            assert said in page


def test_a_copy_says_whose_it_is_and_what_for(hub: Hub) -> None:
    grant = given(hub)
    copy = taken(hub, case="C-1")
    withdraw(hub, grant)
    assert copy["organization"]["code"] == BANK
    assert (copy["matter"], copy["caseNumber"]) == (SAID["matter"], "C-1")
    for by in ("bank-clerk", "bank"):
        assert hub.ask(ONE, by=by, id=copy["id"])["archivalCopy"]["number"] == copy["number"]
    for by in ("power-clerk", "adult", "publisher", "anyone"):
        assert hub.refusal(ONE, by=by, id=copy["id"])["code"] == "CopyNotFound"
    node = "query ($id: ID!) { node(id: $id) { id } }"
    assert hub.ask(node, by="bank-clerk", id=copy["id"])["node"] == {"id": copy["id"]}


def test_a_right_to_look_is_none_to_take_away(hub: Hub) -> None:
    assert taken_under(hub, "VIEW")["code"] == "NothingToCopy"
    only_what_may_be_taken_away(hub)


def test_a_look_that_would_do_for_taking_is_found(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "Query", lambda scope, wanted, **_: Query(scope, wanted))
    with pytest.raises(AssertionError):
        only_what_may_be_taken_away(hub)


def test_a_grant_that_ended_gives_no_new_copy_and_the_old_one_stays(hub: Hub) -> None:
    grant = given(hub)
    copy = taken(hub)
    withdraw(hub, grant)
    assert taken(hub)["code"] == "NothingToCopy"
    again = hub.ask(ONE, by="bank-clerk", id=copy["id"])["archivalCopy"]
    assert pages(fetched(hub, again["downloadLink"]))


def test_a_grant_for_one_use_gives_one_copy(hub: Hub) -> None:
    given(hub, maxUses=1)
    assert "number" in taken(hub)
    assert taken(hub)["code"] == "NothingToCopy"


def test_a_link_works_once_and_for_whom_it_was_made(hub: Hub) -> None:
    link = taken_under(hub, "DOWNLOAD")["downloadLink"]
    for by in ("adult", "bank", "power-clerk", "anyone"):
        assert declined(hub, link, by=by) == "LinkInvalid"
    assert fetched(hub, link).startswith(b"%PDF")
    assert declined(hub, link) == "UsedAlready"


def test_a_holder_takes_a_copy_too_and_is_named_on_it(hub: Hub) -> None:
    copy = taken(hub, by="adult")
    assert copy["organization"] is None
    found = pages(fetched(hub, copy["downloadLink"], by="adult"))
    assert all(f"接收单位：{ADULT['name']}" in page for page in found)
    assert ADULT["code"] in "".join(found)
    assert hub.refusal(ONE, by="bank-clerk", id=copy["id"])["code"] == "CopyNotFound"


def test_the_holder_reads_of_the_copy_and_of_each_download(hub: Hub) -> None:
    copy = taken_under(hub, "DOWNLOAD")
    assert "留存了存档副本" in usage(hub)[0]
    fetched(hub, copy["downloadLink"])
    newest = usage(hub)[0]
    assert "天府示例银行" in newest
    assert "下载了先前留存的存档副本" in newest
    assert SAID["cause"] in newest


def test_a_repeated_act_gives_the_same_copy(hub: Hub) -> None:
    grant, same = given(hub), key()
    first = taken(hub, idempotencyKey=same)
    withdraw(hub, grant)
    again = taken(hub, idempotencyKey=same)
    assert again | {"downloadLink": ""} == first | {"downloadLink": ""}
    assert taken(hub, idempotencyKey=same, expiresOn="2030-01-01")["code"] == "KeyReused"


@pytest.mark.parametrize("days", [-1, 31 * 366])
def test_a_copy_is_kept_until_a_day_within_reach(hub: Hub, days: int) -> None:
    day = (now() + timedelta(days=days, hours=8)).date().isoformat()
    assert taken(hub, by="adult", expiresOn=day)["code"] == "ExpiryUnfit"


def test_a_license_is_named_in_one_way_and_with_a_cause(hub: Hub) -> None:
    both = taken(hub, by="adult", license=hub.license_id("adult-driving", "adult"))
    assert both["code"] == "LocatorInvalid"
    assert taken(hub, by="adult", purpose={"cause": " "})["code"] == "PurposeInvalid"


def test_a_copy_under_a_request_shows_what_was_approved_and_agreed_to(hub: Hub) -> None:
    request = running(hub)
    asked(hub, request, "adult-identity", "archive-request", by="bank-clerk")
    consented(hub, "adult", "archive-request", "holder_name", "status")
    copy = taken(
        hub,
        identifier=identifier("adult-identity"),
        purpose=purpose("archive-request"),
    )
    text = "".join(pages(fetched(hub, copy["downloadLink"])))
    card = RECORDS["adult-identity"]
    assert f"姓名{ADULT['name']}" in text
    assert "签发部门不予提供" in text
    values = [str(one) for one in (card["face"] | card["holders"][0]["fields"]).values()]
    assert [one for one in [ADULT["code"], *values] if len(one) > TELLING and one in text] == []
    assert taken(hub, purpose=purpose("archive-other"))["code"] == "NothingToCopy"


def test_nothing_is_kept_under_a_seal_that_was_revoked_meanwhile(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slow(call: Call, desk: Desk, wish: TakeCopy, case: Case | None) -> Made:
        made = await copying.make_copy(call, desk, wish, case)
        revoke(hub, now())
        return made

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("hub.archive.commands.make_copy", slow)
        assert taken(hub, by="adult")["code"] == "NoArchiveSeal"
    revoke(hub, None)


def test_a_newer_seal_that_comes_meanwhile_spoils_nothing(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slow(call: Call, desk: Desk, wish: TakeCopy, case: Case | None) -> Made:
        made = await copying.make_copy(call, desk, wish, case)
        with hub.database() as owner:
            owner.execute(
                """INSERT INTO seal SELECT gen_random_uuid(), 'newer', organization_id, name_zh,
                    certificate, seal, picture, private_key, valid_from, valid_until, now()
                FROM seal WHERE id = %s""",
                [made.seal.seal.id],
            )
        return made

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("hub.archive.commands.make_copy", slow)
        told = taken(hub, by="adult")
    with hub.database() as owner:
        owner.execute("DELETE FROM seal WHERE number = 'newer'")
    assert told["number"]


def test_the_writing_role_cannot_read_a_copy(hub: Hub) -> None:
    taken(hub, by="adult")
    with hub.database() as owner:
        owner.execute("SET ROLE hub_writer")
        assert owner.execute("SELECT number FROM archival_copy").fetchone()
        for table in ("archival_copy", "case_file"):
            with pytest.raises(InsufficientPrivilege):
                owner.execute(SQL("SELECT document FROM {}").format(Identifier(table)))


def test_nothing_is_made_without_a_seal_of_the_data_center(hub: Hub) -> None:
    revoke(hub, now())
    assert taken(hub, by="adult")["code"] == "NoArchiveSeal"
    revoke(hub, None)
    assert "number" in taken(hub, by="adult")
