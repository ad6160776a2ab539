"""The export folder: complete, the same for one seed, and faulty exactly where it says so."""

import csv
import hashlib
from collections import Counter
from pathlib import Path

import msgspec
import openpyxl
import orjson
import pytest
import yaml

from hub.aggregation.rules.context import Context, KnownEntry
from hub.aggregation.rules.faults import RowFault
from hub.aggregation.rules.rows import validate
from hub.identity.directory import Directory, OrganizationFacts
from hub.licenses.drafts import LicenseDraft
from hub.policy.codes import Grade
from hub.policy.revision import standing_policy
from hub.sample.exports import MANIFEST, Export, share, write_exports
from hub.sample.faulty import ENTRY as FAULTY_ENTRY
from hub.sample.faulty import PlantedFault, write_faulty
from hub.sample.files import FOUNDED, current_entries, landmarks, load_entries, load_organizations
from hub.sample.layouts import DRIVING_LICENSES, PAPER_REAL_ESTATE

SIZE = 3000
LINE_LIMIT = 1024 * 1024


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
    lines = (tmp_path / "faulty.ndjson").read_bytes().splitlines()
    found = {number: _finding(line, context) for number, line in enumerate(lines, 1)}
    assert {number: name for number, name in found.items() if name} == {
        fault.line: fault.found for fault in planted
    }
    assert len(lines) == 2 * len(planted) == 40


def test_the_planted_faults_are_listed_beside_the_file(tmp_path: Path) -> None:
    planted = write_faulty(tmp_path / "faulty.ndjson", seed=1)
    listed = yaml.safe_load((tmp_path / "faulty.expected.yaml").read_text("utf-8"))
    assert msgspec.convert(listed, list[PlantedFault]) == planted


def _finding(line: bytes, context: Context) -> str | None:
    """Say what is wrong with a line, as the hub would."""
    if len(line) > LINE_LIMIT:
        return "LineTooLong"
    try:
        text = line.decode()
    except UnicodeDecodeError:
        return "NotDecodable"
    try:
        draft = validate(orjson.loads(text), context)
    except orjson.JSONDecodeError:
        return "NotReadable"
    except RowFault as fault:
        return fault.code
    assert isinstance(draft, LicenseDraft)
    return None if draft.grade is Grade.VALID else draft.grade.value


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
