"""The sealed files of a license: taken by a link that works once, and verified by anybody."""

import io
import zipfile
from datetime import timedelta

import pypdf
import pytest

from hub.clock import now
from hub.verifier.check import check_file
from tests.schema.http.asking import Hub
from tests.schema.http.issuing.making import CASE, CLERK, issued, key, like

LINK = "query ($id: ID!, $f: DocumentFormat!) { license(id: $id) { document(format: $f) } }"


def link(
    hub: Hub, license_: str, by: str = "agent", kind: str = "PDF", cause: str | None = None
) -> str:
    """Return a link to a document."""
    found = hub.ask(LINK, by=by, cause=cause, id=license_, f=kind)["license"]
    return str(found["document"])


def roots(hub: Hub) -> list[bytes]:
    """Return the roots of trust, as anybody downloads them."""
    with hub.database() as owner:
        return [bytes(row[0]) for row in owner.execute("SELECT certificate FROM seal_root")]


@pytest.mark.parametrize("kind", ["PDF", "OFD"])
def test_a_sealed_file_is_right_offline(hub: Hub, kind: str) -> None:
    made = issued(hub)
    answer = hub.client.get(link(hub, made["license"], kind=kind), headers=hub.headers("agent"))
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == f"application/{kind.lower()}"
    assert "no-store" in answer.headers["cache-control"]
    report = check_file(answer.content, roots(hub), now())
    assert report.intact, report
    assert (report.identifier, report.version) == (made["identifier"], 1)
    assert [seal.holder_code for seal in report.seals] == ["11519999MB9910019M"]


def test_the_file_says_what_the_license_says(hub: Hub) -> None:
    made = issued(hub)
    answer = hub.client.get(link(hub, made["license"]), headers=hub.headers("agent"))
    text = "".join(
        page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages
    )
    for said in (
        "天府示例科技有限公司",
        "91519999MA990001XH",
        "食品销售；餐饮服务",
        "7723284.94 CNY",
    ):
        assert said in text


@pytest.mark.parametrize("kind", ["PDF", "OFD"])
def test_the_case_that_it_was_made_for_is_nowhere_in_the_file(hub: Hub, kind: str) -> None:
    made = issued(hub)
    file = hub.client.get(link(hub, made["license"], kind=kind), headers=hub.headers("agent"))
    parts = [file.content]
    if kind == "OFD":
        with zipfile.ZipFile(io.BytesIO(file.content)) as packed:
            parts += [packed.read(name) for name in packed.namelist()]
    for said in CASE.values():
        assert not any(said.encode() in part for part in parts)


def test_a_link_works_once_and_for_whom_it_was_made(hub: Hub) -> None:
    path = link(hub, issued(hub)["license"])
    assert hub.client.get(path, headers=hub.headers("adult")).status_code == 404
    assert hub.client.get(path, headers=hub.headers("agent")).status_code == 200
    again = hub.client.get(path, headers=hub.headers("agent"))
    assert again.status_code == 409, again.text


def test_the_issuer_takes_it_for_a_stated_purpose(hub: Hub) -> None:
    made = issued(hub)
    path = link(hub, made["license"], by=CLERK, cause="归档")
    assert hub.client.get(path, headers=hub.headers(CLERK)).status_code == 404
    assert hub.client.get(path, headers=hub.headers(CLERK, "归档")).status_code == 200


def test_whoever_may_look_at_some_of_it_takes_nothing(hub: Hub) -> None:
    made = issued(hub)
    path = link(hub, made["license"], by="adult")
    refused = hub.client.get(path, headers=hub.headers("adult"))
    assert refused.status_code == 404
    assert refused.json()["code"] == "LinkInvalid"


@pytest.mark.parametrize(("right", "status"), [("VIEW", 404), ("DOWNLOAD", 403)])
def test_a_grant_of_some_fields_gives_no_document(hub: Hub, right: str, status: int) -> None:
    license_ = issued(hub)["license"]
    granted = hub.do(
        "grantUse",
        "... on Grant { id }",
        by="agent",
        license=license_,
        fields=["registered_capital"],
        right=right,
        organization="91519999MA9900036C",
        validUntil=(now() + timedelta(days=30)).isoformat(),
        cause="贷款",
        idempotencyKey=key(),
    )
    assert "id" in granted
    path = link(hub, license_, by="bank", cause="贷款")
    refused = hub.client.get(path, headers=hub.headers("bank", "贷款"))
    assert refused.status_code == status, refused.text


def test_what_was_sealed_elsewhere_has_no_document_here(hub: Hub) -> None:
    license_ = hub.license_id("company-license", by="agent")
    refused = hub.client.get(link(hub, license_), headers=hub.headers("agent"))
    assert refused.json()["code"] in {"NoDocument", "DocumentNotYours"}


def test_a_joint_holder_takes_no_document_with_the_other_s_cells(hub: Hub) -> None:
    license_ = issued(hub, by="issuer-civil-affairs", **like("marriage"))["license"]
    refused = hub.client.get(link(hub, license_, by="adult"), headers=hub.headers("adult"))
    assert refused.json()["code"] == "DocumentNotYours"
