"""No link gives access by itself: every route that takes a name, by every kind of caller (S4)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from starlette.routing import Route

from hub.crypto.keyring import Keyring, Use
from hub.crypto.opaque import Opaque
from hub.web.pages.site import AREAS
from schema.ids import GlobalIds, Named
from tests.schema.http.archive.keeping import case_number, closed
from tests.schema.http.asking import Hub
from tests.schema.http.doors.archive_rows import kept
from tests.schema.http.doors.callers import CALLERS, lower, signed_in
from tests.schema.http.doors.rows import SELF
from tests.schema.http.doors.things import BATCH
from tests.schema.http.doors.things import GRANT as GIVEN_GRANT
from tests.schema.http.issuing.making import issued
from tests.schema.http.issuing.test_documents import link as document_of

AGGREGATOR = "aggregator-market-regulation"
NEVER = UUID(int=7)
CLERKS = {"bank-clerk@1": "answers", "bank-clerk@2": "answers"}
"""The same clerk of the same office, signed in less well: what was taken stays the office's."""


@dataclass(frozen=True)
class Link:
    """Who gets what by following a link."""

    path: str
    make: Callable[[Hub, GlobalIds], str]
    """How the rightful party gets a link."""
    absent: str
    """A link of the same form that leads nowhere."""
    by: str
    others: str
    """The refusal of everybody else."""
    but: Mapping[str, str] = field(default_factory=dict)


def _photo(hub: Hub, _: GlobalIds) -> str:
    """Return the link of the photo on the adult's driving license."""
    query = 'query ($id: ID!) { license(id: $id) { field(key: "photo") { value } } }'
    told = hub.ask(query, by="adult", id=hub.license_id("adult-driving", "adult"))
    return str(told["license"]["field"]["value"])


def _report(hub: Hub, ids: GlobalIds) -> str:
    """Return the link of a batch's report."""
    (batch,) = ids.keys(BATCH.make(hub, ids), Named.BATCH)
    return f"/aggregate/{batch}/report"


def _notice(hub: Hub, _: GlobalIds) -> str:
    """Return the link to the adult's newest notice."""
    GIVEN_GRANT.make(hub, _)
    told = hub.ask("{ notices(first: 1) { notices { id } } }", by="adult")
    return f"/notices/{told['notices']['notices'][0]['id']}"


def _document(hub: Hub, _: GlobalIds) -> str:
    """Return the link of a company's sealed license."""
    return document_of(hub, issued(hub)["license"])


def _package(hub: Hub, _: GlobalIds) -> str:
    """Return the link of the archive package of a company's license, for its agent."""
    query = "query ($id: ID!) { license(id: $id) { archivePackage } }"
    told = hub.ask(query, by="agent", id=hub.license_id("company-license", "agent"))
    return str(told["license"]["archivePackage"])


def _case_file(hub: Hub, _: GlobalIds) -> str:
    """Return the link of the file of a case of the bank."""
    number = case_number()
    kept(hub, number)
    return str(closed(hub, number)["downloadLink"])


LINKS = [
    Link(
        "/documents/{ticket}",
        _document,
        "/documents/none",
        by="agent",
        others="LinkInvalid",
        but={"agent@1": "answers", "agent@2": "answers"},  # the same person may know of it
    ),
    Link("/notices/{id}", _notice, "/notices/none", by="adult", others="NoticeNotFound", but=SELF),
    Link(
        "/copies/{ticket}",
        lambda hub, _: str(kept(hub)["downloadLink"]),
        "/copies/none",
        by="bank-clerk",
        others="LinkInvalid",
        but=CLERKS,
    ),
    Link(
        "/cases/{ticket}",
        _case_file,
        "/cases/none",
        by="bank-clerk",
        others="LinkInvalid",
        but=CLERKS,
    ),
    Link(
        "/packages/{ticket}",
        _package,
        "/packages/none",
        by="agent",
        others="LinkInvalid",
        but={"agent@1": "answers", "agent@2": "answers"},
    ),
    Link("/images/{ticket}", _photo, "/images/none", by="adult", others="LinkInvalid"),
    Link(
        "/aggregate/{batch_id:uuid}/report",
        _report,
        f"/aggregate/{NEVER}/report",
        by=AGGREGATOR,
        others="NotAnAggregator",
        but={
            "aggregator-public-security": "BatchNotFound",
            "issuer-civil-affairs": "BatchNotFound",
        },
    ),
    Link(
        "/issue/template/{entry}",
        lambda _, __: "/issue/template/business-license",
        "/issue/template/none",
        by="issuer-market-regulation",
        others="NotAnIssuingOffice",
        but={"issuer-civil-affairs": "answers", "issuer-market-regulation@1": "AssuranceNeeded"},
    ),
]


@pytest.fixture
def ids(keyring: Keyring) -> GlobalIds:
    """The hub's own sealing of ids."""
    return GlobalIds(Opaque(keyring.of(Use.SIV)))


def test_every_route_that_takes_a_name_has_its_row(hub: Hub) -> None:
    pages = {page.path for area in AREAS for page in area.pages}  # whose documents have their rows
    routes = {one.path for one in hub.client.app.routes if isinstance(one, Route)} - pages
    assert {path for path in routes if re.search(r"\{", path)} == {link.path for link in LINKS}


@pytest.mark.parametrize("link", LINKS, ids=lambda link: str(link.path))
def test_a_link_opens_nothing_by_itself(hub: Hub, ids: GlobalIds, link: Link) -> None:
    path = link.make(hub, ids)
    for caller in [*lower(link.by), *CALLERS, *link.but]:
        if caller == link.by or link.but.get(caller) == "answers":
            continue
        headers = hub.headers(signed_in(hub, caller))
        told = hub.client.get(path, headers=headers)
        assert told.json()["code"] == link.but.get(caller, link.others), caller
        none = hub.client.get(link.absent, headers=headers)
        assert (none.status_code, none.json()) == (told.status_code, told.json())
    assert hub.client.get(path, headers=hub.headers(link.by)).status_code == 200
