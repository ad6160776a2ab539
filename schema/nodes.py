"""Whatever has a global id, by that id."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import strawberry

from hub.aggregation import queries
from hub.archive.queries import case_file_of, copy_of
from hub.authorizations.consents.queries import ask_of, consent_of
from hub.authorizations.delegations.queries import delegation_of
from hub.authorizations.oversight.queries import assignments_of
from hub.authorizations.presentations.queries import pass_of, presentation_of
from hub.authorizations.requests.queries import request_of
from hub.issuing.queries import making_of
from hub.objections.corrections.queries import correction_of
from hub.objections.queries import objection_of
from hub.objections.wishes import ObjectionKey
from hub.reading.scope import ById, Query
from hub.supervision.findings.queries import finding_of
from hub.supervision.orders.queries import order_of
from schema.aggregation import Batch
from schema.archive.types import ArchivalCopy, CaseFile
from schema.arguments import GlobalId
from schema.authorizations.consents import Consent, ConsentAsk
from schema.authorizations.delegations import Delegation
from schema.authorizations.grants import shown_grant
from schema.authorizations.oversight import OversightAssignment
from schema.authorizations.presentations import OfflinePass, Presentation
from schema.authorizations.requests import AccessRequest
from schema.context import Context, Info
from schema.executor import Planned
from schema.ids import IdInvalid, Named
from schema.issuing.types import Making
from schema.licenses.connection import read_one
from schema.licenses.queries import LicenseNotFound
from schema.node import Node
from schema.objections.corrections import Correction
from schema.objections.types import Objection
from schema.organizations import Organization
from schema.partners.queries import shown
from schema.supervision.findings import Finding
from schema.supervision.orders import RectificationOrder


async def _batch(context: Context, batch_id: UUID) -> Node:
    return Batch.of(await queries.batch(context.call, batch_id), context)


async def _request(context: Context, request_id: UUID) -> Node:
    return AccessRequest.of(await request_of(context.call, request_id), context)


async def _consent(context: Context, holder_key: UUID, consent_id: UUID) -> Node:
    return Consent.of(await consent_of(context.call, holder_key, consent_id), context)


async def _ask(context: Context, ask_id: UUID) -> Node:
    return ConsentAsk.of(await ask_of(context.call, ask_id), context)


async def _oversight(context: Context, assignment_id: UUID) -> Node | None:
    found = await assignments_of(context.call, 1, assignment_id)
    return OversightAssignment.of(found[0], context) if found else None


async def _delegation(context: Context, holder_key: UUID, delegation_id: UUID) -> Node:
    return Delegation.of(await delegation_of(context.call, holder_key, delegation_id), context)


async def _presentation(context: Context, holder_key: UUID, presentation_id: UUID) -> Node:
    found = await presentation_of(context.call, holder_key, presentation_id)
    return Presentation.of(found, context)


async def _offline_pass(context: Context, holder_key: UUID, pass_id: UUID) -> Node:
    return OfflinePass.of(await pass_of(context.call, holder_key, pass_id), context)


async def _making(context: Context, making_id: UUID) -> Node:
    return Making.of(await making_of(context.call, making_id), context)


async def _copy(context: Context, holder_key: UUID, copy_id: UUID) -> Node:
    return ArchivalCopy.of(await copy_of(context.call, holder_key, copy_id), context)


async def _case_file(context: Context, case_id: UUID) -> Node:
    return CaseFile.of(await case_file_of(context.call, case_id), context)


async def _objection(context: Context, holder_key: UUID, objection_id: UUID) -> Node:
    named = ObjectionKey(holder_key, objection_id)
    found = await objection_of(context.call, context.desk, named)
    return Objection.of(found, context)


async def _correction(context: Context, holder_key: UUID, correction_id: UUID) -> Node:
    found = await correction_of(context.call, holder_key, correction_id)
    return Correction.of(found, context)


async def _finding(context: Context, finding_id: UUID) -> Node:
    return Finding.of(await finding_of(context.call, context.directory, finding_id), context)


async def _order(context: Context, order_id: UUID) -> Node:
    found = await order_of(context.call, context.directory, order_id)
    return RectificationOrder.of(found, context)


BY_KEYS: dict[Named, Callable[..., Awaitable[Node | None]]] = {
    Named.BATCH: _batch,
    Named.GRANT: shown_grant,
    Named.REQUEST: _request,
    Named.CONSENT: _consent,
    Named.ASK: _ask,
    Named.OVERSIGHT: _oversight,
    Named.PARTNER: shown,
    Named.DELEGATION: _delegation,
    Named.PRESENTATION: _presentation,
    Named.OFFLINE_PASS: _offline_pass,
    Named.MAKING: _making,
    Named.COPY: _copy,
    Named.CASE_FILE: _case_file,
    Named.OBJECTION: _objection,
    Named.CORRECTION: _correction,
    Named.FINDING: _finding,
    Named.ORDER: _order,
}
"""How a thing is found that lies under keys; licenses are read, and organizations held."""


@strawberry.type
class NodeQuery:
    """Whatever has a global id."""

    @strawberry.field(
        extensions=[Planned()], description="A thing by its global id · 按全局标识查询"
    )
    async def node(
        self,
        info: Info,
        id: GlobalId,  # noqa: A002 - the argument's name in the schema
    ) -> Node | None:
        """Return a license, an organization, an authorization or a batch.

        Raises: IdInvalid, LicenseNotFound, and the refusals of each kind.
        """
        context = info.context
        kind, opened = context.ids.open(id)
        if kind is Named.LICENSE:
            call = context.call
            found = await read_one(info, call, Query(ById(*context.ids.keys(id, kind))))
            if found is None:
                raise LicenseNotFound(remedy=context.way_on(call))
            return found
        await context.current_catalog()
        if kind is Named.ORGANIZATION:
            facts = context.directory.by_code.get(opened.decode())
            return None if facts is None else Organization.of(facts, context.ids)
        if kind not in BY_KEYS:
            raise IdInvalid
        return await BY_KEYS[kind](context, *context.ids.keys(id, kind))
