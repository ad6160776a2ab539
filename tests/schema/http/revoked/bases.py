"""Each way to a license: how it is opened, how somebody reads by it, and how it is revoked."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

import msgspec
from joserfc import jws

from hub.identity.demo import ISSUER
from hub.identity.tokens import token_hash
from hub.sample.files import load_personas
from tests.schema.http.asking import identifier
from tests.schema.http.revoked.serving import Purpose, Workers
from tests.schema.http.supervision.ordering import STANDING

BANK, CHENGDU = "91519999MA9900036C", "11519999MB9910000Q"
UNTIL, LATER = "2027-06-01T00:00:00+08:00", "2028-06-01T00:00:00+08:00"
LOAN = {"cause": "贷款", "scenario": "bank-loan", "matter": "personal-loan"}
ACCOUNT = {"cause": "开户", "scenario": "bank-account", "matter": "personal-account-opening"}
REVIEWER = "reviewer-public-security"
AGREED = ["status", "holder_name"]

_numbers = count(1)


@dataclass(frozen=True)
class Way:
    """A way to a license that is open: who reads which field how, and what closes it."""

    by: str | None
    landmark: str
    field: str
    basis: str
    revoke: Callable[[int], Awaitable[object]]
    purpose: Purpose = None


Open = Callable[[Workers, int], Awaitable[Way]]
"""Opens a way through one worker."""


def fresh(word: str = "revoked") -> str:
    """Return an idempotency key, or a case number, that nobody used."""
    return f"{word}-{next(_numbers)}"


# What a holder gives


async def grant(workers: Workers, at: int) -> Way:
    """A holder's grant, withdrawn."""
    license_id = await _license_id(workers, at, "adult-driving")
    wish: dict[str, Any] = {"license": license_id, "fields": ["holder_name"], "cause": "租车"}
    wish |= {"organization": BANK, "validUntil": UNTIL, "idempotencyKey": fresh()}
    kind, shown = "GrantUseInput", "... on Grant { id }"
    given = await workers.do(at, "grantUse", "adult", kind, shown, **wish)

    async def revoke(worker: int) -> None:
        named = {"grant": given["id"], "idempotencyKey": fresh()}
        await workers.do(worker, "withdrawGrant", "adult", "WithdrawGrantInput", shown, **named)

    return Way("bank", "adult-driving", "holder_name", "GRANT", revoke, {"cause": "租车"})


async def _license_id(workers: Workers, at: int, landmark: str) -> str:
    query = "query ($of: String!) { license(identifier: $of) { id } }"
    told = await workers.ask(at, query, "adult", of=identifier(landmark))
    return str(told["data"]["license"]["id"])


async def delegation(workers: Workers, at: int) -> Way:
    """A holder's delegation, ended."""
    person = (await workers.ask(at, "{ viewer { id } }", "delegate"))["data"]["viewer"]["id"]
    wish: dict[str, Any] = {"license": await _license_id(workers, at, "adult-identity")}
    wish |= {"person": person, "fields": AGREED, "matter": LOAN["matter"], "cause": "贷款"}
    wish |= {"validUntil": UNTIL, "idempotencyKey": fresh()}
    shown = "... on Delegation { id }"
    made = await workers.do(at, "delegateUse", "adult", "DelegateUseInput", shown, **wish)

    async def revoke(worker: int) -> None:
        named = {"delegation": made["id"], "idempotencyKey": fresh()}
        await workers.do(worker, "endDelegation", "adult", "EndDelegationInput", shown, **named)

    return Way("delegate", "adult-identity", "holder_name", "DELEGATION", revoke, LOAN)


async def presentation(workers: Workers, at: int) -> Way:
    """A license shown and redeemed, and no longer shown."""
    wish: dict[str, Any] = {"license": await _license_id(workers, at, "adult-identity")}
    wish |= {"fields": ["holder_name"], "idempotencyKey": fresh()}
    kind, shown = "PresentLicenseInput", "... on ShownCode { code presentation { id } }"
    made = await workers.do(at, "presentLicense", "adult", kind, shown, **wish)
    said = {"code": made["code"], "scenario": LOAN["scenario"], "cause": LOAN["cause"]}
    kind, redeemed = "RedeemPresentationInput", "... on Presentation { id }"
    named = said | {"idempotencyKey": fresh()}
    await workers.do(at, "redeemPresentation", "bank-clerk", kind, redeemed, **named)

    async def revoke(worker: int) -> None:
        ending = {"presentation": made["presentation"]["id"], "idempotencyKey": fresh()}
        kind = "EndPresentationInput"
        await workers.do(worker, "endPresentation", "adult", kind, redeemed, **ending)

    return Way("bank-clerk", "adult-identity", "holder_name", "PRESENTATION", revoke, LOAN)


# Sharing by function


async def running_request(workers: Workers, stated: dict[str, str], basis: str) -> str:
    """Let the bank ask for the identity card, and its owner approve; return the request's id."""
    wish: dict[str, Any] = {"scenario": stated["scenario"], "matters": [stated["matter"]]}
    wish |= {"entry": "identity-card", "fields": AGREED, "purpose": "核实", "legalBasis": basis}
    wish |= {"validUntil": LATER, "idempotencyKey": fresh()}
    shown = "... on AccessRequest { id }"
    kind = "RequestAccessInput"
    made = await workers.do(0, "requestAccess", "bank-clerk", kind, shown, **wish)
    said: dict[str, Any] = {"request": made["id"], "idempotencyKey": fresh()}
    said["fields"] = [{"key": key, "form": "FULL"} for key in AGREED]
    await workers.do(0, "approveRequest", REVIEWER, "ApproveRequestInput", shown, **said)
    return str(made["id"])


async def _agreed(
    workers: Workers, at: int, request: str, stated: dict[str, str]
) -> tuple[str, dict[str, str]]:
    """Let the bank ask in a new case, and the holder agree; return consent and purpose."""
    purpose = stated | {"caseNumber": fresh("case")}
    wish = {"request": request, "identifier": identifier("adult-identity")}
    wish |= {"matter": stated["matter"], "caseNumber": purpose["caseNumber"]}
    kind, shown = "AskConsentInput", "... on ConsentAsk { id }"
    await workers.do(at, "askConsent", "bank", kind, shown, **wish, idempotencyKey=fresh())
    query = "{ authorizations(kind: CONSENT, first: 3) { id ... on Consent { caseNumber } } }"
    listed = (await workers.ask(at, query, "adult"))["data"]["authorizations"]
    named = {one["caseNumber"]: one["id"] for one in listed}
    consent = str(named[purpose["caseNumber"]])
    said: dict[str, Any] = {"consent": consent, "fields": AGREED, "idempotencyKey": fresh()}
    kind, shown = "GiveConsentInput", "... on Consent { id }"
    await workers.do(at, "giveConsent", "adult", kind, shown, **said)
    return consent, purpose


async def consent(workers: Workers, at: int) -> Way:
    """A holder's consent under a request, withdrawn."""
    given, purpose = await _agreed(workers, at, await _request(workers), LOAN)

    async def revoke(worker: int) -> None:
        named = {"consent": given, "idempotencyKey": fresh()}
        kind, shown = "AnswerConsentInput", "... on Consent { id }"
        await workers.do(worker, "withdrawConsent", "adult", kind, shown, **named)

    return Way("bank", "adult-identity", "holder_name", "REQUEST", revoke, purpose)


async def request(workers: Workers, at: int) -> Way:
    """An approved request, suspended by the entry's owner."""
    kept, shown = workers.kept, "... on AccessRequest { id }"
    if "suspended" not in kept:
        kept["suspended"] = await running_request(workers, LOAN, "commercial-banks-35")
        _, agreed = await _agreed(workers, at, kept["suspended"], LOAN)
        kept["suspended in"] = agreed["caseNumber"]

    async def turn(worker: int, name: str, kind: str, **said: str) -> None:
        stated = {"request": kept["suspended"], "idempotencyKey": fresh()} | said
        await workers.do(worker, name, REVIEWER, kind, shown, **stated)

    async def revoke(worker: int) -> None:
        await turn(worker, "suspendRequest", "AnswerRequestInput", reason="核查")
        kept["to resume"] = "yes"

    if kept.pop("to resume", None):
        await turn(at, "resumeRequest", "NameRequestInput")
    purpose = LOAN | {"caseNumber": kept["suspended in"]}
    return Way("bank", "adult-identity", "holder_name", "REQUEST", revoke, purpose)


async def _request(workers: Workers) -> str:
    """Return the bank's request for loans, asked for once."""
    if "loan" not in workers.kept:
        workers.kept["loan"] = await running_request(workers, LOAN, "commercial-banks-35")
    return workers.kept["loan"]


async def scenario(workers: Workers, at: int) -> Way:
    """A scenario, retired by its organization."""
    workers.change("UPDATE scenario SET retired_at = NULL WHERE code = 'bank-account'")
    if "account" not in workers.kept:
        asked = await running_request(workers, ACCOUNT, "anti-money-laundering-29")
        _, purpose = await _agreed(workers, at, asked, ACCOUNT)
        workers.kept["account"] = purpose["caseNumber"]

    async def revoke(worker: int) -> None:
        named = {"code": "bank-account", "idempotencyKey": fresh()}
        kind, shown = "RetireScenarioInput", "... on Scenario { code }"
        await workers.do(worker, "retireScenario", "bank-clerk", kind, shown, **named)

    purpose = ACCOUNT | {"caseNumber": workers.kept["account"]}
    return Way("bank", "adult-identity", "holder_name", "REQUEST", revoke, purpose)


# Oversight, offices, accounts, tokens, publication


async def oversight(workers: Workers, at: int) -> Way:
    """An oversight assignment, ended by the supervisor."""
    reference = fresh("order")
    workers.change(STANDING, reference)
    wish = {"organization": CHENGDU, "kind": "ORDER", "reference": reference, "until": UNTIL}
    wish |= {"region": "510100", "idempotencyKey": fresh()}
    shown = "... on OversightAssignment { id }"
    kind = "AssignOversightInput"
    given = await workers.do(at, "assignOversight", "supervisor", kind, shown, **wish)

    async def revoke(worker: int) -> None:
        named = {"assignment": given["id"], "idempotencyKey": fresh()}
        kind = "EndOversightInput"
        await workers.do(worker, "endOversight", "supervisor", kind, shown, **named)

    purpose = {"cause": "监督", "caseNumber": reference}
    return Way("city-government", "adult-driving", "status", "OVERSIGHT", revoke, purpose)


TRAFFIC = "11519999MB9910027G"
"""Where the traffic officer works."""


async def _administrator(workers: Workers) -> str:
    """Let the data center appoint an administrator where the traffic officer works, once."""
    if "administrator" not in workers.kept:
        who = (await workers.ask(0, "{ viewer { id } }", "operator"))["data"]["viewer"]["id"]
        await _held(workers, 0, "security-admin", who, "SYSTEM_ADMIN")
        workers.kept["administrator"] = workers.issuer.mint(
            load_personas()["operator"], office=TRAFFIC
        )
    workers.tokens["administrator"] = workers.kept["administrator"]
    return "administrator"


async def _held(workers: Workers, at: int, by: str, person: str, role: str) -> str:
    """Let somebody hold an office where the traffic officer works, and return its id."""
    wish = {"organization": TRAFFIC, "person": person, "role": role, "idempotencyKey": fresh()}
    shown = "... on Office { id }"
    return str((await workers.do(at, "holdOffice", by, "HoldOfficeInput", shown, **wish))["id"])


async def office(workers: Workers, at: int) -> Way:
    """An office, which its organization ended."""
    by, purpose = await _administrator(workers), {"cause": "核查"}
    query = "query ($of: String!) { offices(organization: $of) { offices { id person role } } }"
    listed = (await workers.ask(at, query, by, of=TRAFFIC))["data"]["offices"]["offices"]
    found = next((one for one in listed if one["role"] == "USER"), None)
    if found is not None:
        workers.kept["traffic officer"] = found["person"]
    held = (
        found["id"]
        if found
        else await _held(workers, at, by, workers.kept["traffic officer"], "USER")
    )

    async def revoke(worker: int) -> None:
        named = {"office": held, "idempotencyKey": fresh()}
        kind, shown = "LeaveOfficeInput", "... on Office { id }"
        await workers.do(worker, "leaveOffice", by, kind, shown, **named)

    return Way("traffic-officer", "adult-driving", "holder_name", "ISSUER", revoke, purpose)


_BEGIN_REPRESENTATION = """
UPDATE representation SET until = NULL
WHERE account_id = (SELECT id FROM account WHERE subject = %s)
"""
_END_REPRESENTATION = """
UPDATE representation SET until = now()
WHERE account_id = (SELECT id FROM account WHERE subject = %s)
"""


async def representation(workers: Workers, _: int) -> Way:
    """An agent of a company, who left it."""
    persona = "sample-agent"
    workers.change(_BEGIN_REPRESENTATION, persona)

    async def revoke(_: int) -> None:
        workers.change(_END_REPRESENTATION, persona)

    return Way("agent", "exempt", "holder_name", "HOLDER", revoke)


async def account(workers: Workers, _: int) -> Way:
    """An account, closed."""
    closing = "UPDATE account SET active = %s WHERE subject = 'sample-corrected'"
    workers.change(closing, True)  # noqa: FBT003 - a column's value

    async def revoke(_: int) -> None:
        workers.change(closing, False)  # noqa: FBT003 - a column's value

    return Way("corrected", "corrected-physician", "holder_name", "HOLDER", revoke)


async def token(workers: Workers, _: int) -> Way:
    """A token of somebody who signed out; a fresh one each time."""
    by = fresh("foreigner")
    workers.tokens[by] = minted = workers.issuer.mint(load_personas()["foreigner"])
    jti = msgspec.json.decode(jws.extract_compact(minted.encode()).payload)["jti"]

    async def revoke(_: int) -> None:
        insert = "INSERT INTO revoked_token VALUES (%s, now() + interval '1 day')"
        workers.change(insert, token_hash(ISSUER, jti))

    return Way(by, "foreign-driving", "holder_name", "HOLDER", revoke)


async def publication(workers: Workers, at: int) -> Way:
    """A type of license, whose sharing the data center withdrew."""
    named = {"code": "business-license"}
    kind, shown = "NameEntryInput", "... on Publication { code }"
    if workers.kept.pop("withdrawn", None):
        await workers.do(at, "publishEntry", "publisher", kind, shown, **named)

    async def revoke(worker: int) -> None:
        await workers.do(worker, "withdrawEntry", "publisher", kind, shown, **named)
        workers.kept["withdrawn"] = "yes"

    return Way(None, "company-license", "holder_name", "PUBLIC", revoke)


BASES: dict[str, Open] = {
    one.__name__: one
    for one in (
        *(grant, delegation, presentation, consent, request, scenario),
        *(oversight, office, representation, account, token, publication),
    )
}
