"""Tell who keeps the hub running how it is."""

from hub.audit.call import Call
from hub.db.condition import Finding
from hub.identity.directory import Directory
from hub.identity.terms import OrganizationKind, Role
from hub.supervision.diagnostics.condition import Examiner
from hub.supervision.diagnostics.refusals import DiagnosticsReserved


async def diagnostics(call: Call, directory: Directory, examine: Examiner) -> list[Finding]:
    """Return what was found of each dependency (art. 26).

    Raises: DiagnosticsReserved.
    """
    acting = call.caller.organization
    facts = None if acting is None else directory.by_id.get(acting.id)
    center = facts is not None and facts.kind is OrganizationKind.DATA_CENTER
    if not center or call.caller.client or Role.SYSTEM_ADMIN not in call.caller.roles:
        raise DiagnosticsReserved
    return await examine()
