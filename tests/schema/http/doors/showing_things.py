"""What is delegated, shown and kept for partners: how each is made by its rightful party."""

from itertools import count
from typing import Any

from joserfc.jwk import ECKey

from hub.sample.numbers import credit_body, credit_code
from schema.ids import GlobalIds, Named
from tests.forge import Minter
from tests.schema.http.asking import Hub
from tests.schema.http.doors.row import Make, Thing
from tests.schema.http.doors.things import UNTIL
from tests.schema.http.partners import clients
from tests.schema.http.sharing import key

_companies = count(500)


def _told(hub: Hub, name: str, by: str, shown: str, said: dict[str, Any]) -> dict[str, Any]:
    """Act as somebody, and return what is told; nothing of it may be refused."""
    told = hub.do(name, f"... on {shown}", by=by, **said, idempotencyKey=key())
    assert "messageEn" not in told, told
    return told


# Delegations


def _companys(hub: Hub, _: GlobalIds) -> str:
    """Let the company's agent delegate its license, which the company has yet to approve."""
    person = hub.ask("{ viewer { id } }", by="delegate")["viewer"]["id"]
    said: dict[str, Any] = {"license": hub.license_id("company-license", "agent"), "cause": "开户"}
    said |= {"matter": "company-account-opening", "fields": ["status"], "person": person}
    said["validUntil"] = UNTIL
    return str(_told(hub, "delegateUse", "agent", "Delegation { id }", said)["id"])


AWAITING = Thing(_companys, Named.DELEGATION, 2)

# Showing

_SHOWN = "ShownCode { code presentation { id } }"
PHONE = ECKey.generate_key("P-256").as_dict(private=False)
PUBLIC_KEY = {name: str(PHONE[name]) for name in ("kty", "crv", "x", "y")}


def _shown(hub: Hub) -> dict[str, Any]:
    said = {"license": hub.license_id("adult-identity", "adult"), "fields": ["holder_name"]}
    return _told(hub, "presentLicense", "adult", _SHOWN, said)


def _pass(hub: Hub, _: GlobalIds) -> str:
    said = {"license": hub.license_id("adult-identity", "adult"), "fields": ["holder_name"]}
    shown = "PreparedPass { offlinePass { id } }"
    wish: dict[str, Any] = said | {"publicKey": PUBLIC_KEY, "hours": 1}
    return str(_told(hub, "prepareOffline", "adult", shown, wish)["offlinePass"]["id"])


PRESENTATION = Thing(lambda hub, _: str(_shown(hub)["presentation"]["id"]), Named.PRESENTATION, 2)
CODE = Thing(lambda hub, _: str(_shown(hub)["code"]), absent="none")
PASS = Thing(_pass, Named.OFFLINE_PASS, 2)

# Partners

SECURITY, SYSTEM = "security-admin", "system-admin"
LIMITS = {"requestsADay": 10, "holdersADay": 10}


def _applied(hub: Hub) -> str:
    code = credit_code("91", credit_body("MA", next(_companies)))
    return str(clients.apply(hub, code, SYSTEM)["id"])


def _active(hub: Hub) -> str:
    partner = _applied(hub)
    clients.approve(hub, partner)
    return partner


def _suspended(hub: Hub) -> str:
    partner = _active(hub)
    said = {"partner": partner, "reason": "核查"}
    _told(hub, "suspendPartner", SECURITY, "Partner { id }", said)
    return partner


def _client(hub: Hub) -> str:
    query = "query ($id: ID!) { partner(id: $id) { clients { clientId } } }"
    told = hub.ask(query, by=SYSTEM, id=_active(hub))["partner"]
    return str(told["clients"][0]["clientId"])


def _with_key(hub: Hub) -> str:
    client = _client(hub)
    clients.register_key(hub, client, clients.public(MINTER))
    return client


def _with_document(hub: Hub) -> str:
    client = _client(hub)
    said = {"client": client, "documents": [DOCUMENT]}
    _told(hub, "registerDocuments", SYSTEM, "ClientDocuments { client }", said)
    return client


def _made(make: Any) -> Make:  # noqa: ANN401 - any of those above
    return lambda hub, _: str(make(hub))


DOCUMENT = "{ viewer { assurance } }"
MINTER = Minter()
KEY, KID = clients.public(MINTER), clients.thumbprint(MINTER)
APPLIED = Thing(_made(_applied), Named.PARTNER)
ACTIVE = Thing(_made(_active), Named.PARTNER)
SUSPENDED_PARTNER = Thing(_made(_suspended), Named.PARTNER)
CLIENT = Thing(_made(_client), absent="91519999MA9900159D.99")
CLIENT_WITH_DOCUMENT = Thing(_made(_with_document), absent="91519999MA9900159D.99")
CLIENT_WITH_KEY = Thing(_made(_with_key), absent="91519999MA9900159D.99")
