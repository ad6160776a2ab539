"""The archive package of a license: everything of it, sealed, and checked offline."""

from random import Random

import orjson
import pytest

from hub.sample.files import current_entries
from hub.verifier.report import Kind
from tests.schema.http.archive.keeping import BANK, checked, declined, fetched, unpacked
from tests.schema.http.asking import Answer, Hub
from tests.schema.http.issuing.making import CASE, CLERK, ENTRY, SHOWN, happened, issued, key
from tests.schema.http.issuing.test_verify_file import report as online

LINK = """query ($id: ID!) { license(id: $id) {
    archivePackage verification { digest } } }"""
FLIPS, SEED = 40, 5
PRINTED = [field.key for field in current_entries()[ENTRY].fields if field.printed]


def link(hub: Hub, license_: str, by: str = "agent", cause: str | None = None) -> str:
    """Return a link to an archive package."""
    return str(hub.ask(LINK, by=by, cause=cause, id=license_)["license"]["archivePackage"])


def lived(hub: Hub) -> Answer:
    """Issue a license and let it live through a suspension and a change."""
    made = issued(hub)
    happened(hub, "suspendLicense", made["license"])
    happened(hub, "resumeLicense", made["license"])
    changed = {"license": made["license"], "case": CASE, "idempotencyKey": key()}
    return hub.do("changeLicense", SHOWN, by=CLERK, **changed, face={"company_type": "股份公司"})


def test_the_package_holds_everything_and_is_right_offline(hub: Hub) -> None:
    made = lived(hub)
    package = fetched(hub, link(hub, made["license"]), by="agent")
    files = unpacked(package)
    names = ["license.json", "document.pdf", "document.ofd", "history.json"]
    assert list(files) == [*names, "checksums.txt", "seal.der"]
    report = checked(hub, package)
    assert (report.kind, report.intact) == (Kind.PACKAGE, True), report
    assert online(hub, package)["genuine"]
    assert (report.identifier, report.version, report.status) == (made["identifier"], 2, "IN_FORCE")
    told = orjson.loads(files["license.json"])
    digest = hub.ask(LINK, by="agent", id=made["license"])["license"]["verification"]["digest"]
    assert (told["link"], told["identifier"], told["version"]) == (digest, made["identifier"], 2)
    assert (told["entry"], told["state"]) == ("business-license", "IN_FORCE")
    assert told["holder_name"] == ["天府示例科技有限公司"]
    links = orjson.loads(files["history.json"])["links"]
    events = [orjson.loads(one["link"])["event"] for one in links]
    assert events == ["ISSUED", "SUSPENDED", "RESUMED", "CHANGED"]
    assert [len(one["seals"]) for one in links] == [1, 1, 1, 1]


def test_one_flipped_bit_is_found(hub: Hub) -> None:
    package = fetched(hub, link(hub, issued(hub)["license"]), by="agent")
    random = Random(SEED)
    for _ in range(FLIPS):
        flipped = bytearray(package)
        place = random.randrange(len(package))
        flipped[place] ^= 1 << random.randrange(8)
        assert not checked(hub, bytes(flipped)).intact, place


def test_the_issuer_takes_it_for_a_stated_purpose(hub: Hub) -> None:
    path = link(hub, issued(hub)["license"], by=CLERK, cause="归档")
    assert declined(hub, path, by=CLERK) == "LinkInvalid"
    answer = hub.client.get(path, headers=hub.headers(CLERK, "归档"))
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == 'attachment; filename="license.zip"'


def test_a_link_works_once_and_for_whom_it_was_made(hub: Hub) -> None:
    path = link(hub, issued(hub)["license"])
    for by in ("adult", "bank-clerk", "anyone"):
        assert declined(hub, path, by=by) == "LinkInvalid"
    fetched(hub, path, by="agent")
    assert declined(hub, path, by="agent") == "UsedAlready"


@pytest.mark.parametrize(
    ("fields", "code"), [(["status"], "DocumentNotYours"), (PRINTED, "PackageReserved")]
)
def test_whoever_was_granted_it_takes_no_history_away(
    hub: Hub, fields: list[str], code: str
) -> None:
    license_ = issued(hub)["license"]
    granted = {
        "license": license_,
        "fields": fields,
        "organization": BANK,
        "right": "DOWNLOAD",
        "validUntil": "2027-06-01T00:00:00+08:00",
        "cause": "贷款",
    }
    grant = hub.do("grantUse", "... on Grant { id }", by="agent", **granted, idempotencyKey=key())
    assert "id" in grant, grant
    path = link(hub, license_, by="bank-clerk", cause="贷款")
    answer = hub.client.get(path, headers=hub.headers("bank-clerk", "贷款"))
    assert answer.json()["code"] == code


def test_of_links_that_were_not_kept_the_package_says_so(hub: Hub) -> None:
    license_ = issued(hub)["license"]
    happened(hub, "recordInspection", license_)
    with hub.database() as owner:
        owner.execute(
            """UPDATE license_version SET link = NULL WHERE sequence = 1 AND license_id = (
                SELECT license_id FROM license_version ORDER BY recorded_at DESC LIMIT 1)"""
        )
    package = fetched(hub, link(hub, license_), by="agent")
    told = orjson.loads(unpacked(package)["history.json"])
    assert [one["sequence"] for one in told["links"]] == [2]
    assert [one["sequence"] for one in told["lacking"]["links"]] == [1]
    assert told["lacking"]["links"][0]["digest"] == told["links"][0]["previous"]


def test_what_was_sealed_elsewhere_has_a_history_and_no_document(hub: Hub) -> None:
    license_ = hub.license_id("company-license", by="agent")
    package = fetched(hub, link(hub, license_), by="agent")
    files = unpacked(package)
    assert list(files) == ["license.json", "history.json", "checksums.txt", "seal.der"]
    report = checked(hub, package)
    assert report.intact, report
    assert "HISTORY_UNSEALED" in {step.code for step in report.steps}
    assert online(hub, package)["genuine"]
    assert report.identifier == orjson.loads(files["license.json"])["identifier"]
