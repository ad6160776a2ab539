"""Anybody verifies an archival copy, and learns nothing by guessing."""

from hashlib import new as digest_by
from random import Random

import pytest

from hub.verifier.report import Outcome
from tests.schema.http.archive.keeping import (
    BANK,
    UNTIL,
    checked,
    fetched,
    given,
    taken,
    usage,
    verified,
)
from tests.schema.http.asking import Answer, Hub
from tests.schema.http.issuing.making import CASE, CLERK, SHOWN, happened, issued
from tests.schema.http.issuing.making import key as making_key
from tests.schema.http.issuing.test_verify_file import report as online

VERIFY = """query ($number: String!, $digest: String!) {
    verifyCopy(number: $number, digest: $digest) { number } }"""
FLIPS, SEED = 60, 7


@pytest.fixture(scope="module")
def copy(hub: Hub) -> Answer:
    """A copy that the bank took, with its file."""
    given(hub)
    told = taken(hub)
    return told | {"file": fetched(hub, told["downloadLink"])}


def refused(hub: Hub, number: str, digest: str) -> str:
    """Return by what code a copy is not verified, without the request that it was."""
    told = hub.refusal(VERIFY, number=number, digest=digest)
    return str({key: value for key, value in told.items() if key != "requestId"})


def test_a_copy_is_verified_by_its_number_and_its_file(hub: Hub, copy: Answer) -> None:
    digest = digest_by("sm3", copy["file"]).hexdigest()
    assert digest == copy["digest"]
    told = verified(hub, copy["number"], digest)
    assert (told["number"], told["madeAt"]) == (copy["number"], copy["madeAt"])
    assert (told["expiresOn"], told["expired"]) == (UNTIL, False)
    assert (told["organization"]["code"], told["state"], told["current"]) == (
        BANK,
        "IN_FORCE",
        True,
    )
    assert "核验了存档副本" in usage(hub)[0]


def test_the_code_on_the_page_leads_to_the_same_answer(hub: Hub, copy: Answer) -> None:
    landing = f"/verify-copy?number={copy['number']}"
    assert hub.client.get(landing).json().keys() == {"zh", "en"}
    told = hub.client.get(f"{landing}&digest={copy['digest']}").json()
    assert (told["number"], told["state"], told["current"]) == (copy["number"], "IN_FORCE", True)
    assert told["organization"]["code"] == BANK
    false = [
        hub.client.get(f"{landing}{end}") for end in (f"0&digest={copy['digest']}", "&digest=")
    ]
    assert [one.status_code for one in false] == [404, 400]


def test_a_wrong_number_and_a_wrong_digest_are_told_alike(hub: Hub, copy: Answer) -> None:
    number, digest = copy["number"], copy["digest"]
    other = taken(hub)
    wrong = {
        refused(hub, number, "00" * 32),
        refused(hub, other["number"], digest),
        refused(hub, "20261125-0000000000A", digest),
        refused(hub, "nothing", "00" * 32),
        refused(hub, number, other["digest"]),
    }
    assert len(wrong) == 1
    assert "CopyNotVerified" in wrong.pop()
    assert "DigestInvalid" in refused(hub, number, "short")


def test_a_copy_past_its_day_is_verified_and_said_to_be_past_it(hub: Hub) -> None:
    copy = taken(hub)
    with hub.database() as owner:
        owner.execute(
            "UPDATE archival_copy SET expires_on = '2020-01-01' WHERE number = %s", [copy["number"]]
        )
    assert verified(hub, copy["number"], copy["digest"])["expired"] is True


def test_the_file_is_sealed_and_one_flipped_bit_is_found(hub: Hub, copy: Answer) -> None:
    file = copy["file"]
    report = checked(hub, file)
    assert report.intact, report
    assert [seal.holder_code for seal in report.seals] == ["12519999MB99000993"]
    assert online(hub, file)["genuine"]
    random = Random(SEED)
    for _ in range(FLIPS):
        place = random.randrange(len(file))
        flipped = bytearray(file)
        flipped[place] ^= 1 << random.randrange(8)
        found = checked(hub, bytes(flipped))
        assert not found.intact, place
        assert any(step.outcome is Outcome.FAILED for step in found.steps)
    flipped = bytearray(file)
    flipped[len(file) // 2] ^= 1
    digest = digest_by("sm3", bytes(flipped)).hexdigest()
    assert "CopyNotVerified" in refused(hub, copy["number"], digest)


def test_what_became_of_the_license_since_is_told(hub: Hub) -> None:
    license_ = issued(hub)["license"]
    copy = taken(hub, by="agent", identifier=None, license=license_)
    happened(hub, "suspendLicense", license_)
    told = verified(hub, copy["number"], copy["digest"])
    assert (told["state"], told["current"], told["organization"]) == ("SUSPENDED", True, None)
    happened(hub, "resumeLicense", license_)
    changed = {"license": license_, "case": CASE, "idempotencyKey": making_key()}
    hub.do("changeLicense", SHOWN, by=CLERK, **changed, face={"company_type": "股份有限公司"})
    told = verified(hub, copy["number"], copy["digest"])
    assert (told["state"], told["current"]) == ("IN_FORCE", False)
