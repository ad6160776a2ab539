"""Scenarios, matters and an application of the small province, and acts of delegating in it."""

from collections.abc import Awaitable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest
from msgspec.structs import replace

from hub.audit.call import Call
from hub.authorizations.delegations.commands import (
    Known,
    approve_delegation,
    delegate_use,
    end_delegation,
)
from hub.authorizations.delegations.model import Delegation
from hub.authorizations.delegations.wishes import (
    ApproveDelegation,
    DelegateUse,
    DelegationKey,
    EndDelegation,
)
from hub.authorizations.scenarios.model import Matter, Scenario, ShowingApplication
from hub.authorizations.wishes import LicenseKey
from hub.errors import Refusal
from hub.identity.model import Representation
from hub.identity.terms import RepresentationKind
from hub.licenses.keys import LicenseKeys
from tests.actors import APPLICATION, BANK, CITY, COMPANY
from tests.make import LONG_AGO, Hub, account_id
from tests.papers import DAY, MOMENT

WINDOW, OPENING, CLOSING = "window", "window-opening", "window-closing"
STREET, CHECK = "street", "street-check"
NEEDED = ("account", "home", "number", "phone", "recipe")
"""What the matters need of a permit."""

HOUR = timedelta(hours=1)
NOTHING = UUID(int=1)

TABLES = ("delegation", "presentation", "offline_pass", "used_once", "consent")
AUDITED = "SELECT act, outcome FROM audit_entry ORDER BY id DESC LIMIT 1"


async def lay_scenarios(hub: Hub) -> None:
    """Register a scenario of a bank and one of a city department, where nothing is given yet."""
    await hub.change("TRUNCATE delegation, presentation, offline_pass, consent, use_grant")
    ids = hub.world.ids
    needs = [{"entry": "permit", "fields": list(NEEDED), "required": True}]
    async with hub.doors.writer.begin() as db:
        for code, by in ((WINDOW, BANK), (STREET, CITY)):
            made = Scenario(
                code=code, organization_id=ids[by], zh="示例场景", en="sample",
                legal_basis="food-safety-law", retention_days=30, by_field=True,
                registered_at=LONG_AGO,
            )  # fmt: skip
            db.add(made)
        await db.flush()
        for code, of in ((OPENING, WINDOW), (CLOSING, WINDOW), (CHECK, STREET)):
            db.add(Matter(code=code, scenario_code=of, zh="事项", en=code, materials=needs))
        application = ShowingApplication(
            client=APPLICATION, organization_id=ids[CITY], zh="示例", en="sample",
            recognized_at=LONG_AGO,
        )  # fmt: skip
        db.add(application)


async def add_agent(hub: Hub, who: str) -> None:
    """Let one more person represent the company."""
    async with hub.doors.writer.begin() as db:
        made = Representation(
            id=uuid5(account_id(who), "one more"),
            account_id=account_id(who),
            holder_key=hub.world.holders[COMPANY],
            kind=RepresentationKind.AGENT,
            since=LONG_AGO,
        )
        db.add(made)


def license_of(hub: Hub, kind: str = "plain", entry: str = "permit") -> LicenseKey:
    """Return the key of a license of a kind."""
    holder_key, license_id, _ = hub.world.places[hub.world.paper(kind, entry).number]
    return LicenseKey(holder_key, license_id)


def wish_for(hub: Hub, kind: str = "plain", entry: str = "permit", **said: object) -> DelegateUse:
    """Make a wish to delegate that is well in every way."""
    made = DelegateUse(
        license=license_of(hub, kind, entry),
        fields=("number", "phone", "account"),
        matter=OPENING,
        person=account_id("friend"),
        valid_until=MOMENT + DAY,
        cause="代办示例业务",
    )
    return replace(made, **said)


def key_of(delegation: Delegation) -> DelegationKey:
    """Return the key of a delegation."""
    return DelegationKey(delegation.holder_key, delegation.id)


async def delegate(hub: Hub, who: str, wish: DelegateUse, **said: Any) -> Delegation:  # noqa: ANN401 - passed on
    """Let somebody delegate."""
    key = said.pop("key", None)
    call = await hub.call(who, **said)
    return await delegate_use(call, await known(hub, call), wish, key=key)


async def known(hub: Hub, call: Call) -> Known:
    """Return what the process holds for an act."""
    catalog = await hub.reading.current_catalog(call)
    return Known(catalog, hub.reading.scenarios, LicenseKeys(hub.world.keyring))


async def pass_on(hub: Hub, who: str, parent: Delegation, **said: Any) -> Delegation:  # noqa: ANN401 - passed on
    """Let a delegate pass a delegation on, as it is but for what is said."""
    wish = DelegateUse(
        license=LicenseKey(parent.owner_key, parent.license_id),
        parent=key_of(parent),
        fields=tuple(parent.fields),
        matter=parent.matter,
        person=account_id("stranger"),
        valid_from=parent.valid_from,
        valid_until=parent.valid_until,
        cause="转委托示例",
    )
    call = {name: said.pop(name) for name in ("assurance", "moment") if name in said}
    return await delegate(hub, who, replace(wish, **said), **call)


async def approve(hub: Hub, who: str, delegation: Delegation, **said: Any) -> Delegation:  # noqa: ANN401 - passed on
    """Let somebody approve a delegation."""
    key = said.pop("key", None)
    call = await hub.call(who, **said)
    return await approve_delegation(call, ApproveDelegation(key_of(delegation)), key=key)


async def end(hub: Hub, who: str, delegation: Delegation, **said: Any) -> Delegation:  # noqa: ANN401 - passed on
    """Let somebody end a delegation."""
    key = said.pop("key", None)
    call = await hub.call(who, **said)
    return await end_delegation(call, EndDelegation(key_of(delegation)), key=key)


async def declined(hub: Hub, act: Awaitable[object], expected: type[Refusal], name: str) -> None:
    """Expect a refusal in two languages that is recorded and changes nothing."""
    before = await standing(hub)
    with pytest.raises(expected) as caught:
        await act
    assert caught.value.message_zh != caught.value.message_en
    assert "{" not in caught.value.message_zh + caught.value.message_en
    assert await standing(hub) == before
    assert await hub.rows(AUDITED) == [(name, expected.__name__)]


async def standing(hub: Hub) -> list[list[tuple[Any, ...]]]:
    """Return all that delegations and presentations have left."""
    return [await hub.rows(f"SELECT t::text FROM {table} t ORDER BY 1") for table in TABLES]  # noqa: S608 - our own names
