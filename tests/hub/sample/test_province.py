"""The made-up licenses: the same for one seed, right in every code, and a stream."""

import time
import tracemalloc
from collections.abc import Iterator
from itertools import islice

import orjson
import pytest

from hub.policy.codes import (
    Grade,
    birth_date,
    credit_code_valid,
    grade_identifier,
    resident_id_valid,
)
from hub.policy.entry import METADATA, Entry
from hub.policy.terms import Subject
from hub.sample.files import FOUNDED, REVISED, current_entries, landmarks, load_entries
from hub.sample.numbers import credit_body, credit_code, resident_id
from hub.sample.province import Record, companies, landmark_licenses, licenses, people

ENTRIES = current_entries()


def _bytes(seed: int) -> bytes:
    return b"\n".join(
        orjson.dumps(record) for entry in ENTRIES.values() for record in licenses(entry, seed, 40)
    )


def _holders(record: Record) -> Iterator[dict[str, str]]:
    yield from record["holders"]


def test_the_same_seed_gives_the_same_bytes_and_another_does_not() -> None:
    assert _bytes(7) == _bytes(7)
    assert _bytes(7) != _bytes(8)


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=list(ENTRIES))
def test_every_code_of_a_license_is_right(entry: Entry) -> None:
    for record in licenses(entry, 3, 60):
        assert grade_identifier(record["identifier"]) is Grade.VALID
        for holder in record["holders"]:
            valid = resident_id_valid if holder["code_type"] == "111" else credit_code_valid
            assert valid(holder["code"]), holder
            assert holder["code"][2:8] == "519999" or holder["code"][:6] == "519999"


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=list(ENTRIES))
def test_a_face_has_only_fields_of_the_entry_and_all_that_are_required(entry: Entry) -> None:
    face = {field.key for field in entry.fields if field.subject is not Subject.HOLDER}
    own = {field.key for field in entry.fields if field.subject is Subject.HOLDER}
    required = {field.key for field in entry.fields if field.required} - METADATA
    for record in licenses(entry, 5, 60):
        assert required & face <= record["face"].keys() <= face - METADATA
        assert 1 <= len(record["holders"]) <= entry.max_holders
        for holder in record["holders"]:
            assert required & own <= holder["fields"].keys() <= own - METADATA


def test_optional_fields_are_now_and_then_empty() -> None:
    records = list(licenses(ENTRIES["drug-business-license"], 1, 400))
    kept = sum("warehouse" in record["face"] for record in records)
    assert 340 < kept < 400


def test_serials_identifiers_and_holders_of_an_entry_are_all_different() -> None:
    records = list(licenses(ENTRIES["identity-card"], 11, 30_000))
    assert len({record["serial"] for record in records}) == 30_000
    assert len({record["holders"][0]["code"] for record in records}) == 30_000


def test_a_holder_has_the_sex_and_the_birth_date_of_the_identity_number() -> None:
    for record in licenses(ENTRIES["marriage-certificate"], 2, 200):
        man, woman = record["holders"]
        assert int(man["code"][16]) % 2 == 1
        assert int(woman["code"][16]) % 2 == 0
        for holder in record["holders"]:
            said = holder["fields"].get("birth_date")
            assert said in (None, birth_date(holder["code"]).isoformat())


def test_one_person_holds_licenses_of_several_entries_under_one_name() -> None:
    names: dict[str, set[str]] = {}
    for code in ("identity-card", "driving-license", "real-estate-certificate"):
        for record in licenses(ENTRIES[code], 4, 300):
            for holder in _holders(record):
                names.setdefault(holder["code"], set()).add(holder["name"])
    assert all(len(found) == 1 for found in names.values())
    assert len(names) < 900


def test_a_license_under_an_old_revision_was_issued_while_it_was_in_force() -> None:
    old = next(entry for entry, order in load_entries() if entry.code == "food-business-license")
    for record in licenses(old, 1, 100, revision=1):
        assert FOUNDED.isoformat() <= record["issued_on"] < REVISED.isoformat()
        assert record["revision"] == 1
    for record in licenses(ENTRIES["food-business-license"], 1, 100, revision=2):
        assert record["issued_on"] >= REVISED.isoformat()


def test_names_are_plainly_made_up() -> None:
    assert all(set(person.name) & set("示例样试") for person in people(9, 500))
    assert all("示例" in company.name for company in companies(9, 500))


def test_landmarks_are_where_they_always_are() -> None:
    first, again = list(landmark_licenses()), list(landmark_licenses())
    assert first == again
    assert len(first) == len(landmarks())
    by_name = {landmark.name: record for landmark, record in first}
    assert by_name["food-license-old-revision"]["revision"] == 1
    assert "complaint_handler" in by_name["food-license-old-revision"]["face"]
    assert [holder["name"] for holder in by_name["joint-owners"]["holders"]] == ["周共有", "吴共有"]
    assert by_name["stock-paper"]["origin"] == "PAPER"
    assert by_name["foreign-driving"]["holders"][0]["code_type"] == "414"
    assert all(grade_identifier(r["identifier"]) is Grade.VALID for r in by_name.values())


def test_a_million_licenses_need_no_more_memory_than_a_thousand() -> None:
    stream = licenses(ENTRIES["business-license"], 1, 1_000_000)
    list(islice(stream, 1000))
    tracemalloc.start()
    for record in islice(stream, 5_000):
        orjson.dumps(record)
    grown = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert grown < 1_000_000


def test_licenses_are_made_faster_than_they_can_be_taken_in() -> None:
    started = time.process_time()
    count = sum(1 for _ in licenses(ENTRIES["business-license"], 1, 20_000))
    assert count / (time.process_time() - started) > 8000


def test_minted_numbers_are_those_of_the_standards_page() -> None:
    assert resident_id("19900101", 1) == "519999199001010017"
    assert resident_id("19701231", 999) == "519999197012319993"
    assert credit_code("11", "MB990001") == "11519999MB9900013B"
    assert credit_code("91", "MA990001") == "91519999MA990001XH"
    assert credit_body("MC", 31) == "MC000010"
    with pytest.raises(ValueError, match="1000"):
        resident_id("19900101", 1000)
