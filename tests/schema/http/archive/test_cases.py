"""The file of a case: every copy in one package, closed, exported once, checked offline."""

from random import Random
from typing import Any

import orjson
import pytest

from hub.archive import casefiles, downloads, rules
from hub.archive.casefiles import Bundle
from hub.archive.queries import HeldCopy, copies_in
from hub.archive.wishes import Case
from hub.audit.call import Call
from hub.crypto.digests import sm3
from hub.issuing.desk import Desk
from hub.verifier.report import Kind
from tests.schema.http.archive.keeping import (
    BANK,
    CASE_FILE,
    case_number,
    checked,
    closed,
    declined,
    fetched,
    given,
    key,
    taken,
    unpacked,
    usage,
)
from tests.schema.http.asking import Hub

FLIPS, SEED = 60, 11
ONE = f"""query ($id: ID!) {{ caseFile(id: $id) {{
    {CASE_FILE.removeprefix("... on CaseFile {")} }}"""


@pytest.fixture(autouse=True, scope="module")
def granted(hub: Hub) -> None:
    """The bank may take copies."""
    given(hub)


def test_all_copies_of_a_case_become_one_package(hub: Hub) -> None:
    number = case_number()
    copies = [taken(hub, case=number) for _ in range(2)]
    taken(hub, case=case_number())
    file = closed(hub, number)
    assert (file["copies"], file["caseNumber"]) == (2, number)
    package = fetched(hub, file["downloadLink"])
    assert sm3(package).hex() == file["digest"]
    files = unpacked(package)
    numbers = sorted(copy["number"] for copy in copies)
    assert list(files) == [
        "case.json",
        *(f"copies/{one}.pdf" for one in numbers),
        "checksums.txt",
        "seal.der",
    ]
    for copy in copies:
        assert sm3(files[f"copies/{copy['number']}.pdf"]).hex() == copy["digest"]
    told = orjson.loads(files["case.json"])
    assert told["organization"]["code"] == BANK
    assert [one["number"] for one in told["copies"]] == numbers


def test_the_package_is_right_offline_and_one_flipped_bit_is_found(hub: Hub) -> None:
    number = case_number()
    taken(hub, case=number)
    package = fetched(hub, closed(hub, number)["downloadLink"])
    report = checked(hub, package)
    assert (report.kind, report.intact) == (Kind.PACKAGE, True), report
    assert {seal.holder_code for seal in report.seals} == {"12519999MB99000993"}
    assert len(report.seals) == 2
    random = Random(SEED)
    for _ in range(FLIPS):
        flipped = bytearray(package)
        place = random.randrange(len(package))
        flipped[place] ^= 1 << random.randrange(8)
        assert not checked(hub, bytes(flipped)).intact, place


def test_nothing_is_added_to_a_closed_case(hub: Hub) -> None:
    number, same = case_number(), key()
    taken(hub, case=number)
    file = closed(hub, number, idempotencyKey=same)
    assert taken(hub, case=number)["code"] == "CaseClosed"
    assert closed(hub, number)["code"] == "CaseClosed"
    again = closed(hub, number, idempotencyKey=same)
    assert (again["id"], again["copies"]) == (file["id"], 1)
    assert "number" in taken(hub, case=case_number())


def test_a_case_belongs_to_one_organization(hub: Hub) -> None:
    number = case_number()
    taken(hub, case=number)
    assert closed(hub, number, by="power-clerk")["code"] == "CaseEmpty"
    assert closed(hub, number, by="adult")["code"] == "CaseFileReserved"
    file = closed(hub, number)
    for by in ("power-clerk", "adult", "anyone"):
        assert hub.refusal(ONE, by=by, id=file["id"])["code"] == "CaseFileNotFound"
        assert declined(hub, file["downloadLink"], by=by) == "LinkInvalid"
    own = hub.ask(ONE, by="bank", id=file["id"])["caseFile"]
    assert own["digest"] == file["digest"]


def test_the_export_works_once_and_its_holders_read_of_it(hub: Hub) -> None:
    number = case_number()
    taken(hub, case=number)
    link = closed(hub, number)["downloadLink"]
    fetched(hub, link)
    assert declined(hub, link) == "UsedAlready"
    told = [one for one in usage(hub) if number in one]
    assert any("下载了先前留存的存档副本" in one for one in told)


def test_a_case_takes_no_more_than_can_be_checked(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = case_number()
    monkeypatch.setattr(rules, "MOST_COPIES", 1)
    assert "number" in taken(hub, case=number)
    assert taken(hub, case=number)["code"] == "CaseFull"


def test_a_copy_taken_meanwhile_is_not_left_out(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    number = case_number()
    taken(hub, case=number)

    async def slow(call: Call, desk: Desk, case: Case) -> Bundle:
        made = await casefiles.bundle(call, desk, case)
        with hub.database() as owner:
            owner.execute(
                """INSERT INTO archival_copy
                SELECT holder_key, gen_random_uuid(), number || 'X', license_id, sequence,
                    organization_id, account_id, cause, matter, case_number, made_at, expires_on,
                    digest, size, document FROM archival_copy WHERE case_number = %s LIMIT 1""",
                [number],
            )
        return made

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("hub.archive.commands.bundle", slow)
        assert closed(hub, number)["code"] == "CaseMoving"
    assert "number" in taken(hub, case=number)


def test_a_download_reads_none_of_the_copies_once_more(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: list[object] = []
    genuine = copies_in

    async def watched(*asked: Any) -> Any:  # noqa: ANN401 - as it is
        found = await genuine(*asked)
        noted.extend(found)
        return found

    monkeypatch.setattr(downloads, "copies_in", watched)
    case = case_number()
    taken(hub, case=case)
    fetched(hub, closed(hub, case)["downloadLink"])
    assert [isinstance(one, HeldCopy) for one in noted] == [False]
