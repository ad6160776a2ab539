"""Whatever has a global id, by that id."""

import strawberry

from hub.aggregation import queries
from hub.authorizations.grants.queries import grant_of
from hub.reading.scope import ById, Query
from schema.aggregation import Batch
from schema.arguments import ForPurpose, GlobalId
from schema.authorizations.grants import Grant
from schema.context import Info
from schema.executor import Planned
from schema.ids import IdInvalid, Named
from schema.licenses.connection import read_one
from schema.licenses.queries import LicenseNotFound
from schema.node import Node
from schema.organizations import Organization
from schema.purpose import call_for


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
        purpose: ForPurpose = None,
    ) -> Node | None:
        """Return a license, an organization, a grant or a batch."""
        context = info.context
        kind, opened = context.ids.open(id)
        match kind:
            case Named.LICENSE:
                scope = ById(*context.ids.keys(id, Named.LICENSE))
                call = call_for(info, purpose)
                found = await read_one(info, call, Query(scope))
                if found is None:
                    raise LicenseNotFound(remedy=context.way_on(call))
                return found
            case Named.ORGANIZATION:
                await context.current_catalog()
                facts = context.directory.by_code.get(opened.decode())
                return None if facts is None else Organization.of(facts, context.ids)
            case Named.GRANT:
                await context.current_catalog()
                grant = await grant_of(context.call, *context.ids.keys(id, Named.GRANT))
                return Grant.of(grant, context)
            case Named.BATCH:
                (batch_id,) = context.ids.keys(id, Named.BATCH)
                return Batch.of(await queries.batch(context.call, batch_id), context)
            case _:
                raise IdInvalid
