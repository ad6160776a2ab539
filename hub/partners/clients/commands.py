"""Register and retire clients and their public keys (RFC 7523, art. 16)."""

from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from hub.audit.call import Act, Call, Races
from hub.identity.commands import hold_office, register_account
from hub.identity.model import Account, Office, Organization
from hub.identity.own_issuer import CLIENTS
from hub.identity.public_keys import read_public_key
from hub.identity.terms import Role
from hub.identity.wishes import HoldOffice, RegisterAccount
from hub.partners.clients.model import Client, ClientKey
from hub.partners.clients.refusals import (
    ClientNotFound,
    KeyNotFound,
    KeyRegistered,
    OwnAdministratorActs,
)
from hub.partners.clients.rules import (
    ADMINISTRATORS,
    check_administrator,
    check_client,
    check_keys,
    client_id,
)
from hub.partners.clients.wishes import (
    RegisterClient,
    RegisterClientKey,
    RetireClient,
    RetireClientKey,
)
from hub.partners.offices import in_data_center
from hub.partners.onboarding.model import Partner
from hub.partners.onboarding.refusals import PartnerNotFound, PartnerStateWrong
from hub.partners.onboarding.terms import PartnerState

REGISTERED: Races = {"pk_client_key": KeyRegistered}


async def register_client(call: Call, wish: RegisterClient, *, key: str | None = None) -> str:
    """Register one more client of a partner, and return its id (art. 16).

    Raises: PartnerNotFound, AdministratorNeeded, PartnerStateWrong, ClientNameInvalid,
        TooManyClients, OwnAdministratorActs.
    """
    subject = str(wish.partner_id)
    async with call.act("register_client", subject=subject, key=key, wish=wish) as act:
        if act.replayed:
            return act.subject
        administrated = await _administrated(call, act)
        partner = await act.db.get(Partner, wish.partner_id, with_for_update=True)
        if partner is None or partner.organization_id is None:
            raise PartnerNotFound
        if administrated not in {None, partner.organization_id}:
            raise PartnerNotFound
        if partner.state is not PartnerState.ACTIVE:
            raise PartnerStateWrong(state=partner.state.value)
        organization = await act.db.get_one(Organization, partner.organization_id)
        await _leave_to_own(act.db, administrated, organization.id, call.moment)
        check_client(wish.name, await _clients_in_use(act.db, organization))
        client = await _added(act.db, organization, wish.name.strip(), call.moment, dpop=wish.dpop)
        act.subject = client.id
        return client.id


async def retire_client(call: Call, wish: RetireClient, *, key: str | None = None) -> str:
    """Retire a client: it gets no tokens any more, and those it has are refused (art. 16).

    Raises: ClientNotFound, AdministratorNeeded.
    """
    async with call.act("retire_client", subject=wish.client, key=key, wish=wish) as act:
        if not act.replayed:
            client = await _client(call, act, wish.client)
            await _retire(act.db, client, call.moment)
        return wish.client


async def register_client_key(
    call: Call, wish: RegisterClientKey, *, key: str | None = None
) -> str:
    """Register a public key for a client to sign with, beside those it has (RFC 7523, art. 16).

    Raises: ClientNotFound, AdministratorNeeded, KeyUnfit, TooManyKeys, KeyRegistered,
        OwnAdministratorActs.
    """
    async with call.act(
        "register_client_key", subject=wish.client, key=key, wish=wish, races=REGISTERED
    ) as act:
        if not act.replayed:
            client = await _client(call, act, wish.client)
            administrated = await _administrated(call, act)
            await _leave_to_own(act.db, administrated, client.organization_id, call.moment)
            public = read_public_key(wish.jwk)
            check_keys(await _keys_in_use(act.db, client))
            if await act.db.get(ClientKey, (client.id, public.thumbprint)) is not None:
                raise KeyRegistered
            row = ClientKey(
                client_id=client.id,
                kid=public.thumbprint,
                jwk=public.key.as_dict(private=False),
                registered_at=call.moment,
                registered_by=call.caller.account_id,
            )
            act.db.add(row)
        return wish.client


async def retire_client_key(call: Call, wish: RetireClientKey, *, key: str | None = None) -> str:
    """Retire a key of a client; what it signs is refused from now on (art. 16).

    Raises: ClientNotFound, AdministratorNeeded, KeyNotFound.
    """
    async with call.act("retire_client_key", subject=wish.client, key=key, wish=wish) as act:
        if not act.replayed:
            client = await _client(call, act, wish.client)
            row = await act.db.get(ClientKey, (client.id, wish.kid))
            if row is None or row.retired_at is not None:
                raise KeyNotFound
            row.retired_at = call.moment
        return wish.client


async def first_client(db: AsyncSession, organization: Organization, moment: datetime) -> Client:
    """Give a new partner the client that its approval comes with."""
    return await _added(db, organization, organization.name_zh, moment, dpop=True)


async def retire_clients(db: AsyncSession, organization: Organization, moment: datetime) -> None:
    """Retire every client of an organization."""
    in_use = Client.organization_id == organization.id, Client.retired_at.is_(None)
    for client in await db.scalars(select(Client).where(*in_use).with_for_update()):
        await _retire(db, client, moment)


async def _retire(db: AsyncSession, client: Client, moment: datetime) -> None:
    client.retired_at = moment
    account = await db.get_one(Account, client.account_id, with_for_update=True)
    account.active = False
    in_use = ClientKey.client_id == client.id, ClientKey.retired_at.is_(None)
    await db.execute(update(ClientKey).where(*in_use).values(retired_at=moment))


async def _added(
    db: AsyncSession, organization: Organization, name: str, moment: datetime, *, dpop: bool
) -> Client:
    """Add a client with the account that its tokens are for, in the office of a user."""
    counted = select(func.count()).where(Client.organization_id == organization.id)
    named = client_id(organization.code, (await db.scalar(counted) or 0) + 1)
    wish = RegisterAccount(issuer=CLIENTS, subject=named, name=name, client_of=organization.code)
    account = await register_account(db, wish)
    office = HoldOffice(account=account.id, organization=organization.code, role=Role.USER)
    await hold_office(db, office)
    client = Client(
        id=named,
        organization_id=organization.id,
        account_id=account.id,
        name=name,
        dpop=dpop,
        registered_at=moment,
    )
    db.add(client)
    await db.flush()
    return client


async def _client(call: Call, act: Act, id_: str) -> Client:
    """Return a client in use, locked, that the caller administrates."""
    administrated = await _administrated(call, act)
    client = await act.db.get(Client, id_, with_for_update=True)
    if client is None or client.retired_at is not None:
        raise ClientNotFound
    if administrated not in {None, client.organization_id}:
        raise ClientNotFound
    return client


async def _administrated(call: Call, act: Act) -> int | None:
    """Return whose clients the caller administrates: one organization's, or (None) everybody's.

    It is asked first, so that nobody else learns which clients and partners there are.
    """
    check_administrator(call.caller)
    acting = call.caller.organization
    everybodys = await in_data_center(act.db, call.caller)
    return None if everybodys or acting is None else acting.id


async def _leave_to_own(
    db: AsyncSession, administrated: int | None, organization_id: int, moment: datetime
) -> None:
    """Let the data center register for a partner only where nobody of the partner's own can.

    Whoever registers a key can act with it, and so see all that the partner may see.

    Raises: OwnAdministratorActs.
    """
    if administrated is not None:
        return
    own = (
        select(Office.id)
        .join(Account, Account.id == Office.account_id)
        .where(
            Office.organization_id == organization_id,
            Office.role.in_(ADMINISTRATORS),
            Office.since <= moment,
            or_(Office.until.is_(None), Office.until > moment),
            Account.active,
        )
    )
    if await db.scalar(own.limit(1)) is not None:
        raise OwnAdministratorActs


async def _clients_in_use(db: AsyncSession, organization: Organization) -> int:
    in_use = Client.organization_id == organization.id, Client.retired_at.is_(None)
    return await db.scalar(select(func.count()).select_from(Client).where(*in_use)) or 0


async def _keys_in_use(db: AsyncSession, client: Client) -> int:
    in_use = ClientKey.client_id == client.id, ClientKey.retired_at.is_(None)
    return await db.scalar(select(func.count()).select_from(ClientKey).where(*in_use)) or 0
