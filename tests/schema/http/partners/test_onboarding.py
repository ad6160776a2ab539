"""Who may onboard a partner and keep its clients and keys; nobody else changes a thing."""

from typing import Any, NamedTuple
from uuid import UUID

import msgspec
import pytest

from hub.crypto.keyring import Keyring
from hub.crypto.opaque import Opaque
from hub.errors import Refusal
from hub.identity.public_keys import KeyUnfit
from hub.identity.refusals import CreditCodeInvalid, RegionInvalid
from hub.partners.clients.refusals import (
    AdministratorNeeded,
    ClientNameInvalid,
    ClientNotFound,
    KeyNotFound,
    KeyRegistered,
    OwnAdministratorActs,
    TooManyClients,
    TooManyKeys,
)
from hub.partners.onboarding.refusals import (
    ApplicationInvalid,
    CompanyNotRepresented,
    DataCenterDecides,
    LimitsInvalid,
    NotAnEnterprise,
    PartnerExists,
    PartnerNotFound,
    PartnerStateWrong,
    ReasonMissing,
)
from hub.sample.files import load_personas
from schema.ids import GlobalIds, IdInvalid, Named
from tests.forge import Minter
from tests.schema.http.asking import Hub
from tests.schema.http.partners.clients import (
    LOGISTICS,
    System,
    apply,
    approve,
    public,
    register_key,
    thumbprint,
)

ADMIN, WEAK = "logistics-admin", "logistics-agent-weak"
MARKET = "11519999MB9900013B"
UNKNOWN = "91519999MA9900183X"
LEDGER = "SELECT act, outcome FROM audit_entry ORDER BY id DESC LIMIT 1"
STATE = """
SELECT (SELECT json_agg(p ORDER BY p.id) FROM partner p)::text,
    (SELECT json_agg(c ORDER BY c.id) FROM client c)::text,
    (SELECT json_agg(k ORDER BY k.client_id, k.kid) FROM client_key k)::text
"""


@pytest.fixture(scope="module", autouse=True)
def signed_in(hub: Hub) -> None:
    """The agent of the company in the office that approval brings, and by a weaker sign-in."""
    agent = load_personas()["logistics-agent"]
    hub.tokens[ADMIN] = hub.issuer.mint(msgspec.structs.replace(agent, organization=LOGISTICS))
    hub.tokens[WEAK] = hub.issuer.mint(msgspec.structs.replace(agent, acr=1))


class Row(NamedTuple):
    """Something that is refused to somebody; `changed` is what is said of it otherwise."""

    act: str
    by: str
    refusal: type[Refusal]
    changed: dict[str, Any] = {}  # noqa: RUF012 - never changed


ROWS = [
    Row("applyAsPartner", "anyone", CompanyNotRepresented, {"code": UNKNOWN}),
    Row("applyAsPartner", "adult", CompanyNotRepresented, {"code": UNKNOWN}),
    Row("applyAsPartner", "agent", CompanyNotRepresented, {"code": UNKNOWN}),
    Row("applyAsPartner", "bank", CompanyNotRepresented, {"code": UNKNOWN}),
    Row("applyAsPartner", "security-admin", CompanyNotRepresented, {"code": UNKNOWN}),
    Row("applyAsPartner", WEAK, CompanyNotRepresented),
    Row("applyAsPartner", "logistics-agent", PartnerExists),
    Row("applyAsPartner", "system-admin", PartnerExists),
    Row("applyAsPartner", "system-admin", NotAnEnterprise, {"code": MARKET}),
    Row("applyAsPartner", "system-admin", CreditCodeInvalid, {"code": "91519999MA9900183Y"}),
    Row("applyAsPartner", "system-admin", RegionInvalid, {"region": "51"}),
    Row("applyAsPartner", "system-admin", ApplicationInvalid, {"purpose": " "}),
    Row("applyAsPartner", "system-admin", ApplicationInvalid, {"contact": "长" * 201}),
    Row("approvePartner", "logistics-agent", DataCenterDecides),
    Row("approvePartner", "system-admin", DataCenterDecides),
    Row("approvePartner", "publisher", DataCenterDecides),
    Row("approvePartner", "anyone", DataCenterDecides),
    Row("approvePartner", "security-admin", PartnerStateWrong),
    Row("approvePartner", "security-admin", LimitsInvalid, {"holdersADay": 0}),
    Row("limitPartner", "logistics-agent", DataCenterDecides),
    Row("limitPartner", "security-admin", LimitsInvalid, {"requestsADay": 2_000_000_000}),
    Row("limitPartner", "security-admin", PartnerNotFound, {"partner": UUID(int=1)}),
    Row("refusePartner", "logistics-agent", DataCenterDecides),
    Row("refusePartner", "security-admin", PartnerStateWrong),
    Row("suspendPartner", "auditor", DataCenterDecides),
    Row("suspendPartner", "security-admin", ReasonMissing, {"reason": " "}),
    Row("suspendPartner", "security-admin", ReasonMissing, {"reason": "长" * 501}),
    Row("resumePartner", "security-admin", PartnerStateWrong),
    Row("resumePartner", "system-admin", DataCenterDecides),
    Row("endPartner", "auditor", DataCenterDecides),
    Row("registerClient", "bank-clerk", AdministratorNeeded),
    Row("registerClient", "logistics-agent", AdministratorNeeded),
    Row("registerClient", "auditor", AdministratorNeeded),
    Row("registerClient", ADMIN, ClientNameInvalid, {"name": ""}),
    Row("registerClient", ADMIN, PartnerNotFound, {"partner": UUID(int=1)}),
    Row("retireClient", "bank", AdministratorNeeded),
    Row("retireClient", ADMIN, ClientNotFound, {"client": f"{LOGISTICS}.99"}),
    Row("registerClientKey", "anyone", AdministratorNeeded),
    Row("registerClientKey", "bank", AdministratorNeeded),
    Row("registerClientKey", "system-admin", OwnAdministratorActs),
    Row("registerClientKey", "security-admin", OwnAdministratorActs),
    Row("registerClient", "system-admin", OwnAdministratorActs),
    Row("registerClientKey", ADMIN, ClientNotFound, {"client": "nobody"}),
    Row("registerClientKey", ADMIN, KeyUnfit, {"jwk": {"kty": "oct", "k": "AAAA"}}),
    Row("registerClientKey", ADMIN, KeyRegistered),
    Row("retireClientKey", "bank-clerk", AdministratorNeeded),
    Row("retireClientKey", ADMIN, KeyNotFound, {"kid": "unknown"}),
]


@pytest.fixture(scope="module")
def usual(hub: Hub, system: System) -> dict[str, Any]:
    """What is said where a row says nothing else; it fits every act."""
    (partner,) = hub.ask("{ partners { id } }", by="logistics-agent")["partners"]
    return {
        "code": LOGISTICS, "nameZh": "甲", "nameEn": "A", "region": "510100", "purpose": "核验",
        "contact": "合规部", "partner": partner["id"], "requestsADay": 9, "holdersADay": 9,
        "reason": "检查", "name": "另一系统", "client": system.client,
        "jwk": public(system.minter), "kid": thumbprint(system.minter),
    }  # fmt: skip


TAKES = {
    "applyAsPartner": ("code", "nameZh", "nameEn", "region", "purpose", "contact"),
    "approvePartner": ("partner", "requestsADay", "holdersADay"),
    "limitPartner": ("partner", "requestsADay", "holdersADay"),
    "refusePartner": ("partner", "reason"),
    "suspendPartner": ("partner", "reason"),
    "resumePartner": ("partner", "reason"),
    "endPartner": ("partner", "reason"),
    "registerClient": ("partner", "name"),
    "retireClient": ("client",),
    "registerClientKey": ("client", "jwk"),
    "retireClientKey": ("client", "kid"),
}


@pytest.mark.parametrize(
    "row", ROWS, ids=[f"{row.act}-{row.by}-{row.refusal.__name__}" for row in ROWS]
)
def test_what_somebody_may_not_changes_nothing_and_is_recorded(
    hub: Hub, keyring: Keyring, usual: dict[str, Any], row: Row
) -> None:
    said = {key: (usual | row.changed)[key] for key in TAKES[row.act]}
    if isinstance(said.get("partner"), UUID):
        said["partner"] = GlobalIds(Opaque(keyring.siv)).of(Named.PARTNER, said["partner"])
    before = rows(hub, STATE)
    told = hub.do(row.act, "", by=row.by, idempotencyKey=f"refused-{row.by}", **said)
    assert told["code"] == row.refusal.__name__
    assert rows(hub, STATE) == before
    act = "".join(f"_{one.lower()}" if one.isupper() else one for one in row.act)
    assert rows(hub, LEDGER) == [(act, row.refusal.__name__)]


def rows(hub: Hub, statement: str) -> list[tuple[Any, ...]]:
    """Look into the database."""
    with hub.database() as owner:
        return owner.execute(statement.encode()).fetchall()


def test_the_agent_keeps_the_keys_once_the_company_is_a_partner(system: System) -> None:
    following = Minter()
    told = register_key(system.hub, system.client, public(following), by=ADMIN)
    (client,) = told["clients"]
    assert thumbprint(following) in [key["kid"] for key in client["keys"]]


def test_a_client_has_so_many_keys_and_no_more(system: System) -> None:
    told = [register_key(system.hub, system.client, public(Minter()), by=ADMIN) for _ in range(3)]
    assert told[-1]["code"] == TooManyKeys.__name__


def test_an_organization_has_so_many_clients_and_no_more(hub: Hub, usual: dict[str, Any]) -> None:
    shown = "... on Partner { clients { clientId dpop } }"
    told = [
        hub.do(
            "registerClient",
            shown,
            by=ADMIN,
            partner=usual["partner"],
            name="系统",
            idempotencyKey=f"client-{number}",
        )
        for number in range(5)
    ]
    assert [client["clientId"][-2:] for client in told[3]["clients"]] == [
        ".1",
        ".2",
        ".3",
        ".4",
        ".5",
    ]
    assert told[4]["code"] == TooManyClients.__name__


def test_the_same_wish_again_changes_nothing(hub: Hub, system: System) -> None:
    before = rows(hub, STATE)
    said = {"client": system.client, "kid": "any", "idempotencyKey": "again"}
    assert hub.do("retireClientKey", "", by=ADMIN, **said)["code"] == KeyNotFound.__name__
    shown = "... on Partner { id }"
    wish = {"partner": partner_of(hub), "name": "系统", "idempotencyKey": "client-0"}
    assert hub.do("registerClient", shown, by=ADMIN, **wish)["id"] == partner_of(hub)
    assert rows(hub, STATE) == before


def partner_of(hub: Hub) -> str:
    """Return the id of the partner."""
    (partner,) = hub.ask("{ partners { id } }", by="logistics-agent")["partners"]
    return str(partner["id"])


def test_a_refused_company_hears_why_and_may_apply_again(hub: Hub, system: System) -> None:
    assert system.client
    applied = apply(hub, UNKNOWN, by="system-admin")
    said = {"partner": applied["id"], "reason": "材料不全", "idempotencyKey": "refuse"}
    shown = "... on Partner { state reason clients { clientId } }"
    told = hub.do("refusePartner", shown, by="security-admin", **said)
    assert told == {"state": "REFUSED", "reason": "材料不全", "clients": []}
    approved = approve(hub, apply(hub, UNKNOWN, by="system-admin")["id"], 7, 3)
    assert (approved["state"], approved["requestsADay"], approved["holdersADay"]) == (
        "ACTIVE",
        7,
        3,
    )
    assert approved["clients"] == [{"clientId": f"{UNKNOWN}.1", "dpop": True}]


ONE = "query ($id: ID!) { partner(id: $id) { code } }"
NODE = "query ($id: ID!) { node(id: $id) { ... on Partner { code } } }"


@pytest.mark.parametrize("query", [ONE, NODE], ids=["partner", "node"])
def test_a_partner_is_shown_to_those_whom_it_concerns(hub: Hub, query: str) -> None:
    partner = partner_of(hub)
    for by in ("logistics-agent", ADMIN, "security-admin", "auditor"):
        assert list(hub.ask(query, by=by, id=partner).values()) == [{"code": LOGISTICS}]
    for by in ("anyone", "adult", "agent", "bank", "supervisor"):
        assert hub.refusal(query, by=by, id=partner)["code"] == PartnerNotFound.__name__


def test_lists_hold_what_concerns_the_caller(hub: Hub) -> None:
    query = "query ($s: PartnerState) { partners(state: $s) { code } }"
    assert hub.ask(query, by="adult") == {"partners": []}
    assert hub.ask(query, by="logistics-agent", s="REFUSED") == {"partners": []}
    codes = {one["code"] for one in hub.ask(query, by="system-admin", s="ACTIVE")["partners"]}
    assert codes == {LOGISTICS, UNKNOWN}


def test_an_id_of_something_else_is_refused(hub: Hub) -> None:
    grant = hub.ask("{ authorizations { id } }", by="bank")["authorizations"][0]["id"]
    assert hub.refusal(ONE, by="security-admin", id=grant)["code"] == IdInvalid.__name__
