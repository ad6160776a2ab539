"""What people write of a license lies encrypted, and is erased once it was answered."""

import time

import pytest
from typer.testing import CliRunner

from hub.cli.main import commands
from tests.schema.http.asking import Hub
from tests.schema.http.issuing.making import CLERK
from tests.schema.http.objections.objecting import (
    forwarded,
    objected,
    rejected,
    seen,
)


def test_what_people_write_lies_encrypted(hub: Hub) -> None:
    objection = objected(hub)
    forwarded(hub, objection)
    with hub.database() as owner:
        rows = owner.execute("SELECT told FROM objection").fetchall()
        rows += owner.execute("SELECT told FROM objection_clock WHERE told IS NOT NULL").fetchall()
    assert rows
    assert not [row for row in rows if "核准".encode() in row[0] or "小数".encode() in row[0]]


def test_what_people_write_is_erased_once_it_was_answered(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUB_DATABASE_URL", hub.url)
    answered, running = objected(hub), objected(hub)
    rejected(hub, answered)
    done = CliRunner().invoke(commands("erase"), ["erase", "--before", "2099-01-01"])
    assert done.exit_code == 0, done.output
    after = seen(hub, answered, CLERK)
    assert (after["state"], after["told"]) == ("REJECTED", None)
    assert [one["told"] for one in after["clocks"]] == [None]
    assert seen(hub, running, CLERK)["told"] == "注册资本与核准文件不符"


def test_a_holder_has_the_words_of_own_objections_erased(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUB_DATABASE_URL", hub.url)
    own, of_another = objected(hub), objected(hub, "bank-clerk")
    rejected(hub, own)
    rejected(hub, of_another)
    tag = tag_of(hub, own)
    assert CliRunner().invoke(commands("erase"), ["erase", "--tag", tag]).exit_code == 0
    assert seen(hub, own, CLERK)["told"] is None
    assert seen(hub, of_another, CLERK)["told"] is not None


def tag_of(hub: Hub, objection: str) -> str:
    """Return the tag of the holder's list of uses, once the log has made one."""
    receipt = seen(hub, objection, CLERK)["receipt"]
    found = """SELECT encode(tag, 'hex') FROM holder_chain c JOIN objection o
        ON o.objector_key = c.holder_key WHERE o.receipt = %s"""
    for _ in range(100):
        with hub.database() as owner:
            row = owner.execute(found, [receipt]).fetchone()
        if row is not None:
            return str(row[0])
        time.sleep(0.1)
    raise AssertionError(objection)
