"""Cast the callers: who signs in, what they were given, and a seeded choice of what they ask for.

Accounts and the access request go through the product's commands. Grants and consents are written
as rows, for thousands of holders would otherwise have to sign in and act one by one.
"""

import asyncio
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from hub.authorizations.requests.commands import approve_request, request_access
from hub.authorizations.requests.wishes import ApproveRequest, RequestAccess
from hub.authorizations.scenarios.queries import load_scenarios
from hub.catalog.queries import load_catalog
from hub.clock import now
from hub.db.ids import new_id
from hub.identity.commands import register_account
from hub.identity.demo import ISSUER
from hub.identity.wishes import RegisterAccount
from hub.policy.terms import Form
from hub.sample.files import load_values
from hub.sample.loading.stage import Stage
from tests.bench.reads.province import stage
from tests.bench.reads.rows import COMPANY, FIRST
from tests.bench.reads.store import Store

PARTNER: Final = "bank-clerk"
SCENARIO, MATTER, CAUSE = "bank-loan", "personal-loan", "个人贷款审查"
GRANTED_ENTRY: Final = "driving-license"
GRANTED: Final = ("issuer", "vehicle_classes", "first_issued_on", "holder_name", "sex")
REQUESTED_ENTRY: Final = "safety-officer-certificate"
REQUESTED: Final = {
    "status": Form.FULL,
    "number": Form.FULL,
    "holder_name": Form.FULL,
    "holder_code": Form.MASKED,
    "employer": Form.FULL,
    "duty": Form.FULL,
}
OF_A_CASE: Final = 100
GRANTS, CASES, WALLETS, VERIFIED = 2_000, 40, 300, 4_000
"""How many there are at the most of what callers choose from."""


class Cast(msgspec.Struct, frozen=True):
    """What callers choose from; the same for every side of a comparison."""

    granted: list[str]
    """Identifiers of licenses that the partner was granted."""
    wallets: list[tuple[str, str]]
    """Subjects of the accounts of holders, and the holders' keys."""
    names: list[str]
    """Parts of company names."""
    request: str
    """The partner's access request."""
    cases: dict[str, list[str]]
    """Case numbers, and the ids of the licenses whose holders consented."""
    verified: list[tuple[str, str]]
    """Identifiers, and the digests of the documents."""


def cast(store: Store) -> Cast:
    """Let holders sign in, grant and consent, and choose what is asked."""
    wallets = asyncio.run(_accounts(store))
    request = asyncio.run(_request(store))
    with store.connect() as db:
        granted = _identifiers(db, GRANTED_ENTRY, GRANTS)
        db.execute(_GRANT, {"identifiers": granted, "fields": list(GRANTED), "cause": CAUSE})
        found = _identifiers(db, REQUESTED_ENTRY, CASES * OF_A_CASE)
        cases = {
            f"BENCH-{start // OF_A_CASE:04}": found[start : start + OF_A_CASE]
            for start in range(0, len(found) - OF_A_CASE + 1, OF_A_CASE)
        }
        for number, identifiers in cases.items():
            _consent(db, request, number, identifiers)
        verifying = [*_identifiers(db, COMPANY, VERIFIED // 2), *granted[: VERIFIED // 2]]
        verified = db.execute(_DIGESTS, [verifying]).fetchall()
        db.execute("VACUUM (ANALYZE)")
    return Cast(granted, wallets, _names(), str(request), cases, verified)


def _names() -> list[str]:
    values = load_values()
    return [f"{word}示例{trade}" for word in values.words for trade in values.trades]


def _identifiers(db: Any, entry: str, most: int) -> list[str]:  # noqa: ANN401 - psycopg's connection
    rows = db.execute(_CHOSEN, {"entry": entry, "most": most, "first": FIRST}).fetchall()
    return [identifier for (identifier,) in rows]


async def _accounts(store: Store) -> list[tuple[str, str]]:
    with store.connect() as db:
        held = db.execute(_PERSONS, {"entry": GRANTED_ENTRY, "most": WALLETS}).fetchall()
    signed: list[tuple[str, str]] = []
    async with stage(store) as opened:
        for number, (holder_key,) in enumerate(held):
            await _sign_up(opened, subject := f"bench-{number}", holder_key)
            signed.append((subject, str(holder_key)))
    return signed


async def _sign_up(opened: Stage, subject: str, holder_key: UUID) -> None:
    wish = RegisterAccount(issuer=ISSUER, subject=subject, name=subject, holder_key=holder_key)
    async with opened.founder().act("register_account", subject=subject) as act:
        await register_account(act.db, wish)


async def _request(store: Store) -> UUID:
    """Ask the owner for access as the bank would, and let it approve."""
    async with stage(store) as opened:
        call = await opened.call(PARTNER)
        async with call.read() as connection:
            catalog, scenarios = await load_catalog(connection), await load_scenarios(connection)
        wish = RequestAccess(
            scenario=SCENARIO,
            matters=(MATTER,),
            entry=REQUESTED_ENTRY,
            fields=tuple(REQUESTED),
            purpose=CAUSE,
            legal_basis="commercial-banks-35",
            valid_until=now() + timedelta(days=360),
        )
        made = await request_access(call, catalog, scenarios, wish)
        owner = await opened.call("reviewer-housing-construction")
        await approve_request(owner, ApproveRequest(request=made.id, forms=REQUESTED))
        return made.id


def _consent(db: Any, request: UUID, number: str, identifiers: list[str]) -> None:  # noqa: ANN401
    ids = [(new_id(), new_id()) for _ in identifiers]
    said = {
        "request": request,
        "case": number,
        "matter": MATTER,
        "identifiers": identifiers,
        "asks": [ask for ask, _ in ids],
        "consents": [consent for _, consent in ids],
        "fields": list(REQUESTED),
        "separate": ["holder_code"],
    }
    db.execute(_ASK, said)
    db.execute(_CONSENT, said)


_CHOSEN = """
SELECT l.identifier FROM license l JOIN catalog_entry e ON e.id = l.entry_id
WHERE e.code = %(entry)s AND l.status = 'IN_FORCE'
    AND right(l.serial, 8)::int BETWEEN %(first)s AND 40000000
    AND coalesce(l.valid_until > now() + interval '1 year', true) AND l.issued_on <= now()
ORDER BY md5(l.identifier) LIMIT %(most)s
"""
_DIGESTS = """
SELECT identifier, encode(v.document_digest, 'hex') FROM license_locator k
JOIN license_version v USING (holder_key, license_id)
WHERE identifier = ANY (%s) AND v.document_digest IS NOT NULL ORDER BY md5(identifier)
"""
_PERSONS = """
SELECT l.holder_key FROM license l JOIN catalog_entry e ON e.id = l.entry_id
WHERE e.code = %(entry)s
GROUP BY l.holder_key HAVING count(*) = 2
ORDER BY md5(l.holder_key::text) LIMIT %(most)s
"""
_GRANT = """
INSERT INTO use_grant (
    holder_key, id, given_by, owner_key, license_id, sequence, ordinal, fields, grant_right,
    grantee_organization, valid_from, valid_until, used, cause, given_at
)
SELECT l.holder_key, gen_random_uuid(), a.id, l.holder_key, l.id, l.sequence, 1, %(fields)s,
    'VIEW', b.id, now() - interval '1 day', now() + interval '1 year', 0, %(cause)s,
    now() - interval '1 day'
FROM unnest(%(identifiers)s::text[]) AS w (identifier)
JOIN license_locator k USING (identifier)
JOIN license l ON l.holder_key = k.holder_key AND l.id = k.license_id
CROSS JOIN (SELECT id FROM account WHERE subject = 'sample-adult' LIMIT 1) a
CROSS JOIN (SELECT id FROM organization WHERE code = '91519999MA9900036C') b
"""
_ASK = """
INSERT INTO consent_ask (
    id, request_id, asked_by, matter, case_number, fields, asked_at, answer_by, holders
)
SELECT ask, %(request)s, (SELECT id FROM account WHERE subject = 'sample-bank-clerk'),
    %(matter)s, %(case)s, %(fields)s, now(), now() + interval '10 days', 1
FROM unnest(%(asks)s::uuid[]) AS w (ask)
"""
_CONSENT = """
INSERT INTO consent (
    holder_key, id, ask_id, request_id, owner_key, license_id, ordinal, case_number, state,
    fields, separate, sequence, answered_by, answered_at, valid_until
)
SELECT l.holder_key, w.consent, w.ask, %(request)s, l.holder_key, l.id, 1, %(case)s, 'GIVEN',
    %(fields)s, %(separate)s, l.sequence,
    (SELECT id FROM account WHERE subject = 'sample-adult'), now(), now() + interval '30 days'
FROM unnest(%(identifiers)s::text[], %(asks)s::uuid[], %(consents)s::uuid[])
    AS w (identifier, ask, consent)
JOIN license_locator k USING (identifier)
JOIN license l ON l.holder_key = k.holder_key AND l.id = k.license_id
"""
