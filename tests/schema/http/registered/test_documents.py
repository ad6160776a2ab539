"""Documents are registered by who administrates an application, and are all that it may ask."""

import pytest

from hub.partners.clients.refusals import AdministratorNeeded, ClientNotFound
from hub.partners.documents.refusals import (
    DocumentNotFound,
    DocumentNotRegistered,
    RestrictsItself,
    TooManyDocuments,
)
from hub.partners.documents.rules import MOST_AT_ONCE, digest_of
from hub.web.graphql.refusals import (
    DocumentIdInvalid,
    MethodUnfit,
    PurposeInAddress,
    RequestUnreadable,
)
from schema.documents import OperationNameNeeded
from tests.schema.http.asking import ANYONE, Hub, identifier
from tests.schema.http.registered.applications import (
    PORTAL,
    code,
    get,
    kept_to_documents,
    persisted,
    post,
    recognized,
    register,
    restrict,
    signed_in,
    withdraw,
)

WHO = "{ viewer { assurance } }"
LOOK = "query Look($of: String!) { license(identifier: $of) { status } }"
STATED = """query ($of: String!, $why: String!) {
    license(identifier: $of, purpose: {cause: $why}) { status } }"""
SEVERAL = "query A { viewer { assurance } } query B { viewer { id } }"
CHANGE = """mutation ($input: WithdrawGrantInput!) {
    withdrawGrant(input: $input) { __typename } }"""
OTHER = "{ viewer { id } }"
SIGNED_IN = {"viewer": {"assurance": 3}}


@pytest.fixture(scope="module")
def adult(hub: Hub) -> str:
    """A person who is signed in to an application that has documents registered."""
    recognized(hub)
    told = register(hub, WHO, LOOK, STATED, SEVERAL, CHANGE)
    assert len(told["documents"]) == 5
    return signed_in(hub, "adult")


def test_a_registered_document_is_asked_by_its_digest_in_every_form(hub: Hub, adult: str) -> None:
    digest = digest_of(WHO)
    answers = [
        get(hub, adult, documentId=f"sha256:{digest}"),
        get(hub, adult, extensions=persisted(digest)),
        get(hub, adult, query=WHO),
        post(hub, adult, documentId=f"sha256:{digest}"),
        post(hub, adult, extensions=persisted(digest)),
        post(hub, adult, extensions=persisted(digest), query=WHO),
    ]
    assert [answer.json()["data"] for answer in answers] == [SIGNED_IN] * 6
    assert {answer.headers["cache-control"] for answer in answers} == {"no-store"}


def test_variables_and_the_name_of_an_operation_come_with_the_address(hub: Hub, adult: str) -> None:
    asked = {"documentId": f"sha256:{digest_of(LOOK)}", "operationName": "Look"}
    answer = get(hub, adult, **asked, variables={"of": identifier("adult-identity")})
    assert answer.json()["data"] == {"license": {"status": "IN_FORCE"}}


@pytest.mark.parametrize("by", ["the public", "another application", "no registered text"])
def test_by_get_nothing_is_asked_that_is_not_registered(hub: Hub, adult: str, by: str) -> None:
    asked = {
        "the public": (ANYONE, WHO),
        "another application": ("adult", WHO),
        "no registered text": (adult, OTHER),
    }
    who, text = asked[by]
    answer = get(hub, who, query=text)
    assert (answer.status_code, code(answer)) == (403, DocumentNotRegistered.__name__)
    assert code(get(hub, who, documentId=f"sha256:{digest_of(text)}")) == code(answer)


def test_a_mutation_is_not_asked_by_get(hub: Hub, adult: str) -> None:
    answer = get(hub, adult, documentId=f"sha256:{digest_of(CHANGE)}")
    assert (answer.status_code, code(answer)) == (405, MethodUnfit.__name__)


def test_a_purpose_stands_in_no_address(hub: Hub, adult: str) -> None:
    asked = {"documentId": f"sha256:{digest_of(STATED)}"}
    variables = {"of": identifier("adult-identity"), "why": "核对"}
    assert code(get(hub, adult, **asked, variables=variables)) == PurposeInAddress.__name__
    told = post(hub, adult, **asked, variables=variables)
    assert told.json()["data"] == {"license": {"status": "IN_FORCE"}}


@pytest.mark.parametrize("form", ["application/json", "application/graphql-response+json"])
def test_one_of_several_operations_is_named(hub: Hub, adult: str, form: str) -> None:
    headers = hub.headers(adult) | {"Accept": form}
    answer = hub.client.post("/graphql", json={"query": SEVERAL}, headers=headers)
    assert answer.status_code == (200 if form == "application/json" else 400)
    assert code(answer) == OperationNameNeeded.__name__
    assert "data" not in answer.json()
    named = post(hub, adult, query=SEVERAL, operationName="A")
    assert named.json()["data"] == SIGNED_IN


@pytest.mark.parametrize(
    "said",
    [
        {"documentId": digest_of(WHO)},
        {"documentId": "sha256:0"},
        {"documentId": f"sha256:{digest_of(WHO).upper()}"},
        {"documentId": f"sha256:{digest_of(OTHER)}", "query": WHO},
        {"extensions": persisted("")},
        {"extensions": {"persistedQuery": 1}},
        {"extensions": {"persistedQuery": {"version": 2, "sha256Hash": digest_of(WHO)}}},
    ],
)
def test_an_id_that_is_none_is_refused(hub: Hub, adult: str, said: dict[str, object]) -> None:
    answer = post(hub, adult, **said)
    assert (answer.status_code, code(answer)) == (400, DocumentIdInvalid.__name__)


@pytest.mark.parametrize(
    "query",
    ["", "query=%ff", "query={a}&query={b}", "query={a}&variables=1", "query={a}&variables={"],
)
def test_an_address_that_holds_no_request_is_refused(hub: Hub, adult: str, query: str) -> None:
    answer = hub.client.get(f"/graphql?{query}", headers=hub.headers(adult))
    assert (answer.status_code, code(answer)) == (400, RequestUnreadable.__name__)


def test_of_two_names_in_json_the_last_one_counts(hub: Hub) -> None:
    body = b'{"query": "{ nothing }", "query": "{ viewer { assurance } }"}'
    headers = hub.headers("adult") | {"Content-Type": "application/json"}
    assert hub.client.post("/graphql", content=body, headers=headers).json()["data"] == SIGNED_IN


def test_an_application_that_is_restricted_asks_with_its_documents_alone(
    hub: Hub, adult: str
) -> None:
    explained = 'query { explain(query: "{ license(identifier: \\"x\\") { id } }") { entry } }'
    register(hub, explained)
    with kept_to_documents(hub):
        assert post(hub, adult, query=WHO).json()["data"] == SIGNED_IN
        for answer in (post(hub, adult, query=OTHER), post(hub, adult, query=explained)):
            assert code(answer) == DocumentNotRegistered.__name__
        hub.ask(OTHER, by="adult")
        hub.ask(OTHER)
    assert "data" in post(hub, adult, query=OTHER).json()


def test_nobody_registers_by_asking(hub: Hub, adult: str) -> None:
    said = {"query": OTHER, "extensions": persisted(digest_of(OTHER))}
    post(hub, adult, **said)
    with kept_to_documents(hub):
        assert code(post(hub, adult, **said)) == DocumentNotRegistered.__name__
    named = post(hub, adult, extensions=said["extensions"])
    assert code(named) == DocumentNotRegistered.__name__


def test_what_is_wrong_is_told_of_each_document_and_none_is_registered(hub: Hub) -> None:
    recognized(hub, "invalid.test")
    told = register(hub, WHO, "{ nothing }", "{", application="invalid.test")
    assert [problem["place"] for problem in told["problems"]] == [1, 2]
    assert "nothing" in told["problems"][0]["reasons"][0]
    query = "query ($of: String!) { registeredDocuments(client: $of) { documents { sha256 } } }"
    listed = hub.ask(query, by="system-admin", of="invalid.test")
    assert listed == {"registeredDocuments": {"documents": []}}


def test_registering_again_changes_nothing_and_withdrawing_ends_it(hub: Hub, adult: str) -> None:
    text = "{ viewer { assurance id } }"
    first = register(hub, text, key="again")
    assert register(hub, text, key="again") == first == register(hub, text)
    assert withdraw(hub, text)["client"] == PORTAL
    assert code(get(hub, adult, query=text)) == DocumentNotRegistered.__name__
    assert withdraw(hub, text)["code"] == DocumentNotFound.__name__
    register(hub, text)
    assert get(hub, adult, query=text).status_code == 200


def test_who_does_not_administrate_registers_nothing(hub: Hub, adult: str) -> None:
    assert register(hub, WHO, by=adult)["code"] == AdministratorNeeded.__name__
    assert register(hub, WHO, application="unknown")["code"] == ClientNotFound.__name__
    many = [f"{{ a{number}: viewer {{ id }} }}" for number in range(MOST_AT_ONCE + 1)]
    assert register(hub, *many)["code"] == TooManyDocuments.__name__
    assert register(hub)["code"] == TooManyDocuments.__name__


def test_an_application_does_not_restrict_itself(hub: Hub, adult: str) -> None:
    assert adult
    told = restrict(hub, by=signed_in(hub, "system-admin"))
    assert told["code"] == RestrictsItself.__name__
