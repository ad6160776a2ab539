"""The export folder: complete, the same for one seed, and faulty exactly where it says so."""

import csv
import hashlib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import orjson
import pytest
import yaml

from hub.aggregation.formats.mapping import ColumnMapping, read_mapping
from hub.aggregation.formats.readers import reader_of
from hub.aggregation.formats.rows import BadRow, Read, Row
from hub.aggregation.rules.context import Context, KnownEntry
from hub.aggregation.rules.faults import RowFault
from hub.aggregation.rules.rows import validate
from hub.identity.directory import Directory, OrganizationFacts
from hub.licenses.drafts import LicenseDraft
from hub.policy.codes import Grade
from hub.policy.revision import standing_policy
from hub.policy.terms import FieldType
from hub.sample.exports import MANIFEST, Export, share, write_exports
from hub.sample.faulty import ENTRY as FAULTY_ENTRY
from hub.sample.faulty import PlantedFault, write_faulty
from hub.sample.files import FOUNDED, current_entries, landmarks, load_entries, load_organizations
from hub.sample.layouts import DRIVING_LICENSES, PAPER_REAL_ESTATE
from hub.sample.province import licenses

SIZE = 3000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("province")
    write_exports(place, SIZE, seed=7)
    return place


@pytest.fixture(scope="module")
def exports(folder: Path) -> list[Export]:
    return msgspec.convert(yaml.safe_load((folder / MANIFEST).read_text("utf-8")), list[Export])


def _context(provider: str) -> Context:
    bodies = load_organizations()
    ids = {body.code: number for number, body in enumerate(bodies, 1)}
    facts = [
        OrganizationFacts(
            id=ids[body.code],
            code=body.code,
            name_zh=body.zh,
            name_en=body.en,
            kind=body.kind,
            parent_id=ids.get(body.parent or ""),
            region=body.region,
            region_as_of=FOUNDED,
            level=body.level,
            sector=body.sector,
            successor_id=ids.get(body.successor or ""),
            active=True,
            designated_body=body.designated_body,
        )
        for body in bodies
    ]
    directory = Directory(1, facts)
    entries = {}
    for number, entry in enumerate(current_entries().values(), 1):
        revisions = {order: said for said, order in load_entries() if said.code == entry.code}
        policy = standing_policy([revisions[order] for order in sorted(revisions)])
        entries[entry.code] = KnownEntry(
            id=number,
            owner_id=ids[entry.owner],
            revisions=revisions,
            in_force=max(revisions),
            policy=policy,
        )
    return Context(directory, entries, directory.by_code[provider])


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
    }


def test_the_same_seed_gives_the_same_folder(folder: Path, tmp_path: Path) -> None:
    write_exports(tmp_path, SIZE, seed=7)
    assert _digests(tmp_path) == _digests(folder)


def test_the_manifest_lists_every_file(folder: Path, exports: list[Export]) -> None:
    listed = {export.file for export in exports} | {export.mapping for export in exports}
    rest = {path.name for path in folder.iterdir()} - listed
    assert rest == {MANIFEST, "faulty.expected.yaml"}
    assert {Path(export.file).suffix for export in exports} == {".ndjson", ".csv", ".xlsx"}


def test_about_as_many_licenses_come_out_as_were_asked_for() -> None:
    made = sum(share(entry, 20_000) for entry in current_entries().values())
    assert 19_900 < made <= 20_000


def test_every_row_in_the_record_form_is_one_that_the_hub_takes(
    folder: Path, exports: list[Export]
) -> None:
    counted: Counter[str] = Counter()
    for export in exports:
        if export.kind == "FAULTY" or not export.file.endswith(".ndjson"):
            continue
        context = _context(export.organization)
        for line in (folder / export.file).read_bytes().splitlines():
            draft = validate(orjson.loads(line), context)
            counted[export.kind] += 1
            if isinstance(draft, LicenseDraft):
                assert draft.grade is Grade.VALID
    assert counted["LICENSES"] > SIZE * 0.8
    assert counted["EVENTS"] > 50


@pytest.mark.parametrize("seed", range(1, 8))
def test_every_planted_fault_is_found_and_no_other(tmp_path: Path, seed: int) -> None:
    planted = write_faulty(tmp_path / "faulty.ndjson", seed)
    context = _context(current_entries()[FAULTY_ENTRY].owner)
    found = _findings(tmp_path / "faulty.ndjson", ColumnMapping(format="ndjson"), context)
    assert {number: name for number, name in found.items() if name} == {
        fault.line: fault.found for fault in planted
    }
    assert len(found) == 2 * len(planted) == 40


def test_the_planted_faults_are_listed_beside_the_file(tmp_path: Path) -> None:
    planted = write_faulty(tmp_path / "faulty.ndjson", seed=1)
    listed = yaml.safe_load((tmp_path / "faulty.expected.yaml").read_text("utf-8"))
    assert msgspec.convert(listed, list[PlantedFault]) == planted


def _findings(file: Path, mapping: ColumnMapping, context: Context) -> dict[int, str | None]:
    """Say of every row what is wrong with it, as the hub reads and checks it."""
    return {
        read.line: read.fault.code if isinstance(read, BadRow) else _finding(read.record, context)
        for read in _rows(file, mapping)
    }


def _rows(file: Path, mapping: ColumnMapping) -> list[Read]:
    entry = current_entries().get(mapping.entry or "")

    def is_date(path: str) -> bool:
        field = entry.by_key.get(path.rpartition(".")[2]) if entry else None
        return field is not None and field.type is FieldType.DATE

    reader = reader_of(mapping, is_date)
    return [*reader.feed(file.read_bytes()), *reader.close()]


def _finding(record: Mapping[str, Any], context: Context) -> str | None:
    try:
        draft = validate(record, context)
    except RowFault as fault:
        return fault.code
    assert isinstance(draft, LicenseDraft)
    return None if draft.grade is Grade.VALID else draft.grade.value


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("driving-license.csv", "driving-license"),
        ("physician-license.xlsx", "physician-license"),
        ("paper-real-estate.csv", "real-estate-certificate"),
    ],
)
def test_a_table_is_read_back_by_its_mapping(folder: Path, name: str, code: str) -> None:
    entry = current_entries()[code]
    mapping = read_mapping((folder / f"{name}.mapping.yaml").read_bytes())
    found = _findings(folder / name, mapping, _context(entry.owner))
    assert len(found) >= share(entry, SIZE) // 4
    assert set(found.values()) == {None}


def test_a_row_read_back_says_what_was_written(folder: Path) -> None:
    mapping = read_mapping((folder / "driving-license.csv.mapping.yaml").read_bytes())
    entry = current_entries()["driving-license"]
    written = list(licenses(entry, 7, share(entry, SIZE)))
    read = [
        row.record for row in _rows(folder / "driving-license.csv", mapping) if isinstance(row, Row)
    ]
    for made, got in zip(written, read, strict=True):
        for holder in made["holders"]:
            holder["fields"].pop("photo", None)
        del made["sources"]
        made["face"] = {key: _plain(value) for key, value in made["face"].items()}
        assert got == made


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def test_landmarks_are_in_every_folder_with_their_events(folder: Path, tmp_path: Path) -> None:
    write_exports(tmp_path, 100, seed=99)
    for place in (folder, tmp_path):
        rows = [
            orjson.loads(line)
            for path in place.glob("*.ndjson")
            if path.name != "faulty.ndjson"
            for line in path.read_bytes().splitlines()
        ]
        made = {(row["entry"], row["issuer"], row["serial"]) for row in rows if "event" not in row}
        told = {(row["entry"], row["serial"], row["event"]) for row in rows if "event" in row}
        for landmark in landmarks().values():
            assert (landmark.entry, landmark.issuer, landmark.serial) in made
            for event in landmark.events:
                assert (landmark.entry, landmark.serial, event) in told


def test_some_events_arrive_out_of_order_and_all_sequences_are_whole(folder: Path) -> None:
    reversed_ones = 0
    sequences: dict[tuple[str, str], list[int]] = {}
    for path in folder.glob("*.events.ndjson"):
        for line in path.read_bytes().splitlines():
            event = orjson.loads(line)
            known = sequences.setdefault((event["entry"], event["serial"]), [])
            reversed_ones += bool(known) and known[-1] > event["sequence"]
            known.append(event["sequence"])
            assert event["occurred_on"] < "2026-11-20"
    assert reversed_ones > 0
    assert all(sorted(known) == list(range(1, len(known) + 1)) for known in sequences.values())


def test_the_police_export_is_gb18030_with_chinese_dates_and_codes(folder: Path) -> None:
    raw = (folder / "driving-license.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        raw.decode()
    rows = list(csv.DictReader(raw.decode("gb18030").splitlines()))
    assert list(rows[0]) == list(DRIVING_LICENSES.columns)
    assert len(rows) == share(current_entries()["driving-license"], SIZE)
    assert {row["性别"] for row in rows} <= {"1", "2", ""}
    assert all("年" in row["签发日期"] and row["签发日期"].endswith("日") for row in rows)
    assert not any("月0" in row["签发日期"] for row in rows)
    assert any("、" in row["准驾车型"] for row in rows)


def test_the_health_export_is_a_spreadsheet(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "physician-license.xlsx", read_only=True)
    header, first, *_ = book[book.sheetnames[0]].iter_rows(values_only=True)
    book.close()
    row = dict(zip(map(str, header), map(str, first), strict=True))
    assert row["签发日期"].isdigit()
    assert len(row["身份证号"]) == 18


def test_the_paper_export_leaves_the_second_holder_empty_where_there_is_one_only(
    folder: Path,
) -> None:
    rows = list(csv.DictReader((folder / "paper-real-estate.csv").read_text("utf-8").splitlines()))
    assert {bool(row["权利人2"]) for row in rows} == {True, False}
    assert all(bool(row["权利人2"]) == bool(row["证件号2"]) for row in rows)
    assert PAPER_REAL_ESTATE.constants["origin"] == "PAPER"
    assert "identifier" not in PAPER_REAL_ESTATE.columns.values()
