"""Register documents for an application, withdraw them, and keep it to them (art. 16)."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.call import Act, Call
from hub.authorizations.scenarios.model import ShowingApplication
from hub.partners.clients.model import Client
from hub.partners.clients.refusals import ClientNotFound
from hub.partners.clients.rules import check_administrator
from hub.partners.documents.model import DocumentList, RegisteredDocument
from hub.partners.documents.refusals import DocumentNotFound
from hub.partners.documents.rules import check_amount, check_restricting, digest_of
from hub.partners.documents.wishes import RegisterDocuments, RestrictClient, WithdrawDocument
from hub.partners.offices import in_data_center


async def register_documents(call: Call, wish: RegisterDocuments, *, key: str | None = None) -> str:
    """Register documents for an application; one that was withdrawn is registered again.

    Raises: AdministratorNeeded, ClientNotFound, TooManyDocuments.
    """
    async with call.act("register_documents", subject=wish.client, key=key, wish=wish) as act:
        if not act.replayed:
            listed = await _listed(call, act, wish.client)
            texts = {digest_of(text): text for text in wish.documents}
            known = await _known(act.db, listed, texts)
            in_use = await _in_use(act.db, listed)
            standing = sum(document.withdrawn_at is None for document in known.values())
            check_amount(in_use - standing, len(texts))
            for digest, text in texts.items():
                await _register(call, act.db, known.get(digest), (listed.client, digest, text))
        return wish.client


async def withdraw_document(call: Call, wish: WithdrawDocument, *, key: str | None = None) -> str:
    """Withdraw a document: every worker refuses it from the next request on.

    Raises: AdministratorNeeded, ClientNotFound, DocumentNotFound.
    """
    async with call.act("withdraw_document", subject=wish.client, key=key, wish=wish) as act:
        if not act.replayed:
            listed = await _listed(call, act, wish.client)
            found = await act.db.get(RegisteredDocument, (listed.client, wish.sha256))
            if found is None or found.withdrawn_at is not None:
                raise DocumentNotFound
            found.withdrawn_at = call.moment
        return wish.client


async def restrict_client(call: Call, wish: RestrictClient, *, key: str | None = None) -> str:
    """Let an application ask with its registered documents alone, or with any again.

    Raises: AdministratorNeeded, ClientNotFound, RestrictsItself.
    """
    async with call.act("restrict_client", subject=wish.client, key=key, wish=wish) as act:
        if not act.replayed:
            listed = await _listed(call, act, wish.client)
            check_restricting(call.token.client if call.token else None, wish.client)
            listed.restricted = wish.restricted
            listed.changed_at, listed.changed_by = call.moment, call.caller.account_id
        return wish.client


async def _listed(call: Call, act: Act, client: str) -> DocumentList:
    """Return the list of an application that the caller administrates, locked, or a new one."""
    check_administrator(call.caller)
    everybodys = await in_data_center(act.db, call.caller)
    owner, acting = await _owner(act.db, client), call.caller.organization
    if owner is None or acting is None or not (everybodys or owner == acting.id):
        raise ClientNotFound
    listed = await act.db.get(DocumentList, client, with_for_update=True)
    if listed is None:
        listed = DocumentList(client=client, restricted=False, changed_at=call.moment)
        act.db.add(listed)
        await act.db.flush()
    return listed


async def _owner(db: AsyncSession, client: str) -> int | None:
    """Return whose an application is: a partner's client, or one that is recognized."""
    partners = await db.get(Client, client)
    if partners is not None:
        return None if partners.retired_at else partners.organization_id
    recognized = await db.get(ShowingApplication, client)
    return None if recognized is None else recognized.organization_id


async def _known(
    db: AsyncSession, listed: DocumentList, texts: dict[str, str]
) -> dict[str, RegisteredDocument]:
    own = RegisteredDocument.client == listed.client, RegisteredDocument.sha256.in_(texts)
    found = await db.scalars(select(RegisteredDocument).where(*own))
    return {document.sha256: document for document in found}


async def _in_use(db: AsyncSession, listed: DocumentList) -> int:
    own = RegisteredDocument.client == listed.client, RegisteredDocument.withdrawn_at.is_(None)
    counted = select(func.count()).select_from(RegisteredDocument).where(*own)
    return await db.scalar(counted) or 0


async def _register(
    call: Call,
    db: AsyncSession,
    known: RegisteredDocument | None,
    document: tuple[str, str, str],
) -> None:
    """Register a document unless it stands already."""
    client, digest, text = document
    if known is None:
        known = RegisteredDocument(client=client, sha256=digest, text=text)
        db.add(known)
    elif known.withdrawn_at is None:
        return
    known.registered_at, known.registered_by = call.moment, call.caller.account_id
    known.withdrawn_at = None
