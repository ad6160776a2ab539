"""Files that were put together falsely, of parts that are all genuine, are found and named."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from hub.verifier import certificates, ofd
from hub.verifier.check import check_file
from hub.verifier.report import Outcome, Report
from hub.verifier.sm3 import sm3
from tests.hub.verifier import files
from tests.hub.verifier.files import MAKER, SEAL, SECOND
from tests.hub.verifier.papers import Key, Maker, Paper, Stamp, day, name

SIGNS = "Doc_0/Signs/"


def judge(data: bytes, at: datetime = files.CHECKED_AT, root: bytes | None = None) -> Report:
    return check_file(data, [root or MAKER.certificate], at)


def faults(report: Report) -> set[str]:
    """Return the codes of what failed; what is not intact must say why, and the reverse."""
    failed = {step.code for step in report.steps if step.outcome is Outcome.FAILED}
    assert report.intact is not bool(failed)
    return failed


def repacked(packed: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """Change the files of an archive and pack it again in the right way."""
    opened = files.unpacked(packed)
    change(opened)
    return files.archive(opened)


@pytest.mark.parametrize("make", [files.pdf, files.ofd, files.package])
@pytest.mark.parametrize("more", [b"\0", b"\n", b"%%EOF\n", b"PK\5\6" + bytes(18)])
def test_nothing_may_follow_the_last_seal(make: Callable[[], bytes], more: bytes) -> None:
    assert faults(judge(make())) == set()
    assert faults(judge(make() + more)) & {"NOT_COVERED", "CONTAINER_ALTERED"}


def test_an_update_after_the_last_seal_is_not_covered() -> None:
    added = files.append(files.pdf(), {4: b"<</Length 1>>\nstream\nx\nendstream"}, 9)
    (code,) = faults(judge(added))
    assert code == "NOT_COVERED"


def test_a_second_seal_does_not_cover_up_a_changed_page() -> None:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 5 5]/Annots[7 0 R]>>"
    changed = files.append(files.pdf(), {3: page, 9: b"<</Length 0>>\nstream\n\nendstream"}, 10)
    assert "FOREIGN_UPDATE" in faults(judge(files.seal_pdf(changed, SECOND, 2)))


@pytest.mark.parametrize("of_what", ["page", "metadata", "new"])
def test_a_seal_brings_nothing_but_itself(of_what: str) -> None:
    true = files.pdf(SEAL, SECOND)
    start = true.index(b"%%EOF\n", true.index(b"/ByteRange")) + len(b"%%EOF\n")
    lies = {
        "page": (b"[0 0 9 9]", b"[0 0 8 9]"),
        "metadata": (b"\n9 0 obj\n", b"\n4 0 obj\n"),
        "new": (b"/BBox[0 0 0 0]", b"/BBox[0 0 9 0]"),
    }
    false = true[:start] + true[start:].replace(*lies[of_what])
    hole = false.rindex(b"/Contents<") + len(b"/Contents<")
    emptied = false[:hole] + b"0" * 2 * files.ROOM + false[hole + 2 * files.ROOM :]
    assert faults(judge(files.fill(emptied, SECOND, files.CHECKED_AT))) == {"FOREIGN_UPDATE"}


def test_a_seal_of_another_document_is_not_of_this_one() -> None:
    one, other = files.pdf(), files.pdf(base=files.base_pdf(title="simple"))
    at = one.index(b"/Contents<")
    swapped = one[:at] + other[at : at + 2 * files.ROOM] + one[at + 2 * files.ROOM :]
    assert faults(judge(swapped)) == {"SEAL_OF_OTHER", "BYTES_ALTERED"}
    theirs = files.unpacked(files.ofd(content=files.content_of_ofd(sm3(b"x"))))
    value = f"{SIGNS}Sign_1/SignedValue.dat"
    told = faults(judge(repacked(files.ofd(), lambda own: own.update({value: theirs[value]}))))
    assert told == {"SEAL_OF_OTHER", "FILE_ALTERED"}


def test_seals_stand_in_their_order() -> None:
    def swap(own: dict[str, bytes]) -> None:
        for each in ("Signature.xml", "SignedValue.dat"):
            one, two = f"{SIGNS}Sign_1/{each}", f"{SIGNS}Sign_2/{each}"
            own[one], own[two] = own[two], own[one]

    true = files.ofd(SEAL, SECOND)
    assert faults(judge(repacked(true, swap))) == {"SEAL_OF_OTHER", "OUT_OF_ORDER"}
    late = files.seal_pdf(files.base_pdf(), SEAL, 1, files.SEALED_AT + timedelta(days=1))
    assert faults(judge(files.seal_pdf(late, SECOND, 2))) == {"OUT_OF_ORDER"}


def test_the_list_of_seals_is_as_it_must_be(monkeypatch: pytest.MonkeyPatch) -> None:
    def alter(own: dict[str, bytes]) -> None:
        own[ofd.LIST] = own[ofd.LIST].replace(b'"Seal"', b'"Sign"')

    false = repacked(files.ofd(), alter)
    assert faults(judge(false)) == {"FILE_ALTERED"}
    monkeypatch.setattr(ofd, "list_of_seals", lambda _: files.unpacked(false)[ofd.LIST])
    assert judge(false).intact


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda own: own.update({"Doc_0/Extra.xml": b"<x/>"}), "FILE_UNLISTED"),
        (lambda own: own.update({f"{SIGNS}more.xml": b"<x/>"}), "FILE_UNLISTED"),
        (lambda own: own.pop("Doc_0/Document.xml"), "FILE_MISSING"),
        (lambda own: own.pop(f"{SIGNS}Sign_1/SignedValue.dat"), "FILE_MISSING"),
        (lambda own: own.update({"OFD.xml": own["OFD.xml"] + b"\n"}), "FILE_ALTERED"),
        (lambda own: own.update({f"{SIGNS}Sign_1/SignedValue.dat": b"0"}), "SEAL_MALFORMED"),
    ],
)
def test_an_ofd_holds_what_its_seals_list(
    change: Callable[[dict[str, bytes]], None], code: str
) -> None:
    assert code in faults(judge(repacked(files.ofd(), change)))


def test_a_file_inside_is_named() -> None:
    page = "Doc_0/Pages/Page_0/Content.xml"
    report = judge(repacked(files.ofd(), lambda own: own.update({page: b"<x/>"})))
    failed = [step for step in report.steps if step.outcome is Outcome.FAILED]
    assert [(step.name, step.code, step.where) for step in failed] == [
        ("INTEGRITY", "FILE_ALTERED", page)
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda own: own.update({"a.txt": b""}), "FILE_UNLISTED"),
        (lambda own: own.pop("license.json"), "FILE_MISSING"),
        (lambda own: own.pop("seal.der"), "FILE_MISSING"),
        (lambda own: own.update({"license.json": b"{}"}), "FILE_ALTERED"),
        (lambda own: own.update({"checksums.txt": own["checksums.txt"] + b"\n"}), "FILE_ALTERED"),
    ],
)
def test_a_package_holds_what_its_checksums_list(
    change: Callable[[dict[str, bytes]], None], code: str
) -> None:
    assert code in faults(judge(repacked(files.package(), change)))


@cache
def broken_histories() -> dict[str, tuple[bytes, str]]:
    """Write histories that do not hold, though each is sealed with the package."""
    true = json.loads(files.history(files.link(), files.link("INSPECTED", version=2)))
    one, two = true["links"]

    def of(*links: dict[str, object]) -> bytes:
        return json.dumps({"links": links}).encode()

    other = {**two, "link": files.link("CANCELLED", version=2)}
    spaced = {**one, "link": one["link"].replace(",", ", ")}
    return {
        "the first is left out": (of(two), "HISTORY_BROKEN"),
        "two are in another order": (of(two, one), "HISTORY_BROKEN"),
        "one says something else": (of(one, other), "HISTORY_BROKEN"),
        "one is written differently": (of(spaced), "HISTORY_BROKEN"),
        "one has the seal of another": (of(one, {**two, "seals": one["seals"]}), "SEAL_OF_OTHER"),
        "there is none": (of(), "HISTORY_BROKEN"),
        "it is no history": (b"[[[]]]", "HISTORY_BROKEN"),
        "it is endless": (b"[" * 90_000, "HISTORY_BROKEN"),
    }


@pytest.mark.parametrize("how", broken_histories())
def test_a_history_is_an_unbroken_chain(how: str) -> None:
    history, code = broken_histories()[how]
    content = files.content_of_package(**{"history.json": history})
    assert code in faults(judge(files.seal_files(content)))


def test_a_version_that_was_sealed_elsewhere_is_noted() -> None:
    told = json.loads(files.history(files.link()))
    told["links"][0]["seals"] = []
    content = files.content_of_package(**{"history.json": json.dumps(told).encode()})
    report = judge(files.seal_files(content))
    noted = {step.code for step in report.steps if step.outcome is Outcome.NOTED}
    assert (report.intact, noted) == (True, {"HISTORY_UNSEALED"})


def test_the_data_inside_are_those_of_the_last_link() -> None:
    for data, code in ((b'{"version":2}', "DOCUMENT_OTHER"), (b"{", "MALFORMED")):
        content = files.content_of_package(**{"license.json": data})
        assert faults(judge(files.seal_files(content))) == {code}


def test_documents_inside_are_those_of_the_history() -> None:
    other = files.pdf(base=files.base_pdf(sm3(b"another license")))
    content = files.content_of_package(**{"document.pdf": other})
    assert faults(judge(files.seal_files(content))) == {"DOCUMENT_OTHER"}


def test_a_package_tells_the_state_that_its_last_link_has() -> None:
    ended = files.link("CANCELLED", version=2, status="CANCELLED")
    content = files.content_of_package(**{"history.json": files.history(files.link(), ended)})
    report = judge(files.seal_files(content))
    assert faults(report) == set()
    assert (report.identifier, report.version, report.status) == (
        files.IDENTIFIER, 2, "CANCELLED",
    )  # fmt: skip
    noted = {step.code for step in report.steps if step.outcome is Outcome.NOTED}
    assert noted == {"STATE_ENDED", "DOCUMENT_EARLIER"}
    past = judge(files.package(), day("2031-03-02"))
    assert [step.code for step in past.steps if step.name == "STATE"] == ["STATE_PAST"]


def test_a_case_file_is_as_good_as_the_worst_copy_in_it() -> None:
    copies = [files.pdf(), files.pdf(SECOND)]
    assert [seal.where for seal in judge(files.case_file(copies)).seals] == [
        "seal.der", "copies/1.pdf seal 1", "copies/2.pdf seal 1",
    ]  # fmt: skip
    report = judge(files.case_file([files.pdf(), files.pdf() + b"\n"]))
    assert faults(report) == {"NOT_COVERED"}
    (failed,) = [step for step in report.steps if step.outcome is Outcome.FAILED]
    assert failed.where == "copies/2.pdf after seal 1"


def test_a_package_may_hold_packages_but_not_without_end() -> None:
    nested = files.package()
    for _ in range(2):
        nested = files.seal_files({"case.json": b"{}", "inner.zip": nested})
    assert faults(judge(nested)) == set()
    for _ in range(2):
        nested = files.seal_files({"case.json": b"{}", "inner.zip": nested})
    assert faults(judge(nested)) == {"TOO_DEEP"}


STRANGER = Maker("别的印章机构")
NAMESAKE = Maker()
NAMESAKE.key = Key("another key under the same name")
NAMESAKE.certificate = Paper(
    NAMESAKE.name, NAMESAKE.key, day("2020-01-01"), day("2045-01-01"), authority=True
).issue(NAMESAKE.name, NAMESAKE.key)


@cache
def bad_seals() -> dict[str, tuple[Stamp, str]]:
    """Make seals that were not good when they were used."""
    key, who = Key("示例局"), name("示例局")
    early, late = day("2026-03-01"), day("2026-03-03")
    expired = MAKER.stamp(certificate=Paper(who, key, until=early))
    return {
        "under a root that is not trusted": (STRANGER.stamp(), "CERTIFICATE_UNKNOWN"),
        "under a namesake of the root": (NAMESAKE.stamp(), "CERTIFICATE_UNKNOWN"),
        "expired": (MAKER.stamp(until="2026-03-01"), "SEAL_EXPIRED_AT_SEALING"),
        "not yet valid": (MAKER.stamp(since="2026-03-03"), "SEAL_NOT_YET"),
        "of an expired certificate": (expired, "CERTIFICATE_EXPIRED_AT_SEALING"),
        "of a certificate not yet valid": (
            MAKER.stamp(certificate=Paper(who, key, since=late)), "CERTIFICATE_NOT_YET",
        ),
        "with a certificate that it does not list": (
            MAKER.stamp(listed=SECOND.certificate), "CERTIFICATE_NOT_LISTED",
        ),
        "with the key of another": (
            Stamp(SEAL.esel, SEAL.certificate, SECOND.key), "SEAL_FORGED",
        ),
        "made by a stranger for a true certificate": (
            counterfeit(), "SEAL_COUNTERFEIT",
        ),
        "of an authority's certificate": (
            MAKER.stamp(certificate=Paper(who, key, authority=True)), "CERTIFICATE_UNSUITABLE",
        ),
        "of a certificate for encryption only": (
            MAKER.stamp(certificate=Paper(who, key, usage=b"\x05\x20")), "CERTIFICATE_UNSUITABLE",
        ),
    }  # fmt: skip


def counterfeit() -> Stamp:
    """Make a seal whose maker's certificate is the true one, and whose signature is not."""
    maker = Maker()
    maker.key = Key("a stranger")
    made = maker.stamp(listed=SEAL.certificate)
    return Stamp(made.esel, SEAL.certificate, SEAL.key)


@pytest.mark.parametrize("how", bad_seals())
@pytest.mark.parametrize("make", [files.pdf, files.ofd])
def test_a_seal_that_was_not_good_when_used_fails(how: str, make: Callable[[Stamp], bytes]) -> None:
    seal, code = bad_seals()[how]
    assert faults(judge(make(seal))) == {code}
    assert faults(judge(make(SEAL))) == set()


def test_a_checker_that_skips_the_signature_of_certificates_takes_a_namesake(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(certificates, "verify", lambda *_: True)
    assert judge(files.pdf(NAMESAKE.stamp())).intact


def test_a_certificate_that_expired_since_is_noted_and_no_more() -> None:
    report = judge(files.pdf(), day("2040-01-01"))
    assert faults(report) == set()
    assert [step.code for step in report.steps if step.name == "CERTIFICATE_NOW"] == [
        "CERTIFICATE_EXPIRED_SINCE"
    ]


def test_nothing_is_sealed_in_the_future() -> None:
    before = files.SEALED_AT - timedelta(days=1)
    assert faults(judge(files.pdf(), before)) == {"SEALED_LATER"}


def test_the_report_tells_whose_seals_they_are() -> None:
    one, two = judge(files.pdf(SEAL, SECOND)).seals
    assert (one.holder, one.holder_code, one.name) == (
        "示例局", "11519999MB9900013B", "示例局电子证照专用章",
    )  # fmt: skip
    assert two.sealed_at == datetime(2026, 3, 2, 9, 2, tzinfo=UTC)
    assert (two.number, two.serial, two.valid_until) == ("51000000000001", "4D", day("2035-01-01"))
