"""Read organizations and accounts, each in one statement and so in one snapshot."""

from datetime import datetime

import msgspec

from hub.db.engine import ReaderConnection
from hub.identity.directory import Directory, OrganizationFacts, Transfer
from hub.identity.documents import DocumentList
from hub.identity.rules import AccountFacts
from hub.identity.tokens import VerifiedToken

DIRECTORY = """
SELECT json_build_object(
    'epoch', (SELECT value FROM reference_epoch),
    'organizations', ARRAY(SELECT to_json(organization) FROM organization ORDER BY code),
    'transfers', ARRAY(SELECT to_json(issuer_transfer) FROM issuer_transfer),
    'documents', coalesce((
        SELECT json_object_agg(client, json_build_object('restricted', restricted, 'hashes', ARRAY(
            SELECT sha256 FROM registered_document
            WHERE client = document_list.client AND withdrawn_at IS NULL)))
        FROM document_list), '{}')
)::text
"""

_ACCOUNT = """
SELECT json_build_object(
    'id', id, 'name', name, 'holder_key', holder_key, 'client_of', client_of,
    'epoch', epoch, 'active', active,
    'offices', ARRAY(
        SELECT to_json(office) FROM office
        WHERE account_id = account.id AND (until IS NULL OR until > $3)
        ORDER BY since, id),
    'representations', ARRAY(
        SELECT to_json(representation) FROM representation
        WHERE account_id = account.id AND (until IS NULL OR until > $3)
        ORDER BY since, id))
FROM account WHERE issuer = $1 AND subject = $2
"""

ACCOUNT = f"SELECT ({_ACCOUNT})::text"

SIGNED_IN = f"""
SELECT json_build_object(
    'reference_epoch', (SELECT value FROM reference_epoch),
    'revoked', EXISTS (SELECT FROM revoked_token WHERE token_hash = $4),
    'account', ({_ACCOUNT})
)::text
"""  # noqa: S608 - of one statement another


class SignedIn(msgspec.Struct, frozen=True):
    """What the database says of a token and of its account."""

    reference_epoch: int
    revoked: bool
    account: AccountFacts | None


class _Organizations(msgspec.Struct, frozen=True):
    epoch: int
    organizations: list[OrganizationFacts]
    transfers: list[Transfer]
    documents: dict[str, DocumentList]


async def load_directory(connection: ReaderConnection) -> Directory:
    """Return every organization with the epoch at which it stands so."""
    found = msgspec.json.decode(await connection.fetchval(DIRECTORY), type=_Organizations)
    return Directory(found.epoch, found.organizations, found.transfers, found.documents)


async def load_signed_in(
    connection: ReaderConnection, token: VerifiedToken, moment: datetime
) -> SignedIn:
    """Return the account of a token with its rights from a moment on, and the token's state."""
    found = await connection.fetchval(
        SIGNED_IN, token.issuer, token.subject, moment, token.token_hash
    )
    return msgspec.json.decode(found, type=SignedIn)


async def load_account(
    connection: ReaderConnection, issuer: str, subject: str, moment: datetime
) -> AccountFacts | None:
    """Return an account with its rights from a moment on."""
    found = await connection.fetchval(ACCOUNT, issuer, subject, moment)
    return None if found is None else msgspec.json.decode(found, type=AccountFacts)
