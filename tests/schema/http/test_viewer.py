"""A person learns who the hub takes them for, what they hold, and who used it."""

from tests.schema.http.asking import Hub, identifier

LICENSE = "query ($of: String!) { license(identifier: $of) { fields { key value } } }"
USAGE = """query ($first: Int!, $after: String) { viewer { usage(first: $first, after: $after) {
    records { operation outcome bySelf cause organization { code } entry { body { zh } }
        fields { key label outcome code basis } }
    endCursor
} } }"""


def test_the_viewer_is_who_signed_in(hub: Hub) -> None:
    query = "{ viewer { id assurance organization { code nameZh } roles } }"
    person = hub.ask(query, by="adult")["viewer"]
    assert (person["assurance"], person["organization"], person["roles"]) == (3, None, [])
    clerk = hub.ask(query, by="bank-clerk")["viewer"]
    assert clerk["organization"]["code"] == "91519999MA9900036C"
    assert clerk["roles"] == ["USER"]
    nobody = hub.ask(query)["viewer"]
    assert nobody == {"id": None, "assurance": 0, "organization": None, "roles": []}


def test_own_licenses_are_listed_with_every_own_value(hub: Hub) -> None:
    query = """{ viewer { licenses { edges { node { identifier holder: field(key: "holder_code")
        { value outcome } } } } } }"""
    edges = hub.ask(query, by="adult")["viewer"]["licenses"]["edges"]
    held = {edge["node"]["identifier"] for edge in edges}
    assert {identifier("adult-identity"), identifier("adult-driving")} <= held
    assert identifier("joint-owners") not in held
    shown = [e["node"] for e in edges if e["node"]["identifier"] == identifier("adult-identity")]
    assert shown[0]["holder"] == {"value": "519999199001010017", "outcome": "GRANTED"}


def test_a_guardian_sees_the_childs_licenses(hub: Hub) -> None:
    query = (
        """{ viewer { licenses(entry: "birth-certificate") { edges { node { identifier } } } } }"""
    )
    edges = hub.ask(query, by="guardian")["viewer"]["licenses"]["edges"]
    assert {"node": {"identifier": identifier("child-birth")}} in edges


def test_an_agent_who_left_sees_nothing_of_the_company(hub: Hub) -> None:
    query = "{ viewer { licenses { edges { node { identifier } } } } }"
    edges = hub.ask(query, by="former-agent")["viewer"]["licenses"]["edges"]
    assert {"node": {"identifier": identifier("left-company-license")}} not in edges


def test_a_use_is_told_to_the_holder_without_its_values(hub: Hub) -> None:
    hub.ask(LICENSE, by="bank", cause="抵押贷款审批", of=identifier("joint-owners"))
    (use, *_) = hub.ask(USAGE, by="owner-one", first=1)["viewer"]["usage"]["records"]
    assert (use["operation"], use["outcome"], use["bySelf"]) == ("license", "ANSWERED", False)
    assert (use["organization"]["code"], use["cause"]) == ("91519999MA9900036C", "抵押贷款审批")
    assert use["entry"]["body"]["zh"] == "不动产权证书"
    told = {field["key"]: field for field in use["fields"]}
    assert told["location"] == {
        "key": "location",
        "label": "坐落",
        "outcome": "GRANTED",
        "code": "GRANTED_BY_HOLDER",
        "basis": "GRANT",
    }
    assert "示例路" not in str(use)


def test_usage_is_paged_from_the_newest(hub: Hub) -> None:
    for of in ("adult-identity", "adult-driving"):
        hub.ask(LICENSE, by="adult", of=identifier(of))
    newest = hub.ask(USAGE, by="adult", first=1)["viewer"]["usage"]
    older = hub.ask(USAGE, by="adult", first=1, after=newest["endCursor"])["viewer"]["usage"]
    shown = [page["records"][0]["entry"]["body"]["zh"] for page in (newest, older)]
    assert shown == ["机动车驾驶证", "居民身份证（电子凭证）"]
    assert newest["records"][0]["bySelf"]


def test_nobody_is_told_of_uses_of_what_others_hold(hub: Hub) -> None:
    hub.ask(LICENSE, by="adult", of=identifier("adult-identity"))
    assert hub.ask(USAGE, by="foreigner", first=100)["viewer"]["usage"]["records"] == []
    assert hub.ask(USAGE, first=100)["viewer"]["usage"]["records"] == []
