"""For whom each root field is, and the schema that an audience is shown and held to."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, Final

from graphql import (
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    is_interface_type,
)

from hub.identity.callers import Caller
from hub.identity.directory import Directory
from hub.identity.terms import OrganizationKind


class Audience(StrEnum):
    """To whom a schema is shown."""

    ANYONE = "ANYONE"
    """Whoever brings no token: is shown no schema, and may ask what the documentation says."""

    HOLDER = "HOLDER"
    """Whoever signs in for no organization; front ends are developed so."""

    PARTNER = "PARTNER"
    """Whoever acts for a partner enterprise (art. 16), its systems above all."""

    OFFICIAL = "OFFICIAL"
    """Whoever acts for a department, an institution, the data center or the supervisor."""


NARROWED: Final = frozenset({Audience.PARTNER})
"""Who is shown, and may ask, what is for them alone; the others are refused by rule, with the
way on."""

EVERYBODY: Final = frozenset(Audience)
SIGNED_IN: Final = EVERYBODY - {Audience.ANYONE}
ORGANIZATIONS: Final = frozenset({Audience.PARTNER, Audience.OFFICIAL})
PEOPLE: Final = frozenset({Audience.HOLDER, Audience.OFFICIAL})
OFFICIALS: Final = frozenset({Audience.OFFICIAL})

_TABLE: Final = {
    EVERYBODY: """
        viewer license licenses node explain publicRecords publicRecord
        verifyLicense verifyFile verifyCopy compareLicense
        catalog catalogEntry legalBases exemptions scenarios scenario showingApplications
        raiseObjection objectionStatus publicNotices
        _service _entities
    """,
    SIGNED_IN: """
        objection objections corrections acknowledgeCorrection
        authorizations materialCheck receipt paperDemands notices noticeChoices setNotices
        partner partners applyAsPartner
        registerClient retireClient registerClientKey retireClientKey
    """,
    ORGANIZATIONS: """
        organizationNotices offices holdOffice leaveOffice
        organization accessRequests requestAccess endRequest consentAsks askConsent
        registerScenario amendScenario retireScenario redeemPresentation
        archivalCopy caseFile takeArchivalCopy closeCaseFile
        registeredDocuments registerDocuments withdrawDocument restrictClient
    """,
    PEOPLE: """
        usageRecorded consentAsked licenseChanged
        grantUse withdrawGrant giveConsent refuseConsent withdrawConsent
        delegateUse approveDelegation endDelegation
        presentLicense prepareOffline endPresentation endOffline reportPaperDemand
    """,
    OFFICIALS: """
        catalogRevisions openRevisions policyDifference draftEntry reviseEntry submitEntry
        acceptEntry publishEntry withdrawEntry retireEntry declareExemption declareLegalBasis
        batch batches aggregateLicenses declareMapping
        jointIssues issueLicense changeLicense renewLicense suspendLicense resumeLicense
        recordInspection annulLicense revokeLicense cancelLicense confirmJointIssue
        abandonMaking continueNumbers succeedIssuer recordHolderEnd undoHolderEnd
        forwardObjection reportFinding resolveObjection
        seals revokeSeal oversightAssignments assignOversight endOversight
        approveRequest refuseRequest suspendRequest resumeRequest countersignWaiver
        recognizeApplication withdrawRecognition
        approvePartner limitPartner refusePartner suspendPartner resumePartner endPartner
        peers deliveries registerPeer redeliver diagnostics
        designateBody figures findings findingRecords
        orders openOrder answerOrder returnOrder closeOrder publishNotice
    """,
}

AUDIENCES: Final = {name: whom for whom, names in _TABLE.items() for name in names.split()}
"""For whom each root field is; one that does not stand here is for officials."""


def audience_of(caller: Caller, directory: Directory) -> Audience:
    """Return the audience that a caller belongs to."""
    if caller.organization is None:
        return Audience.ANYONE if caller.token_hash is None else Audience.HOLDER
    facts = directory.by_id.get(caller.organization.id)
    partner = facts is None or facts.kind is OrganizationKind.PARTNER
    return Audience.PARTNER if partner else Audience.OFFICIAL


def may_ask(audience: Audience, name: str) -> bool:
    """Tell whether a root field is there for an audience."""
    return audience not in NARROWED or audience in AUDIENCES.get(name, OFFICIALS)


def filtered(schema: GraphQLSchema, audience: Audience) -> GraphQLSchema:
    """Return the schema with the root fields of an audience, and the types that these lead to."""
    if audience not in NARROWED:
        return schema
    roots = {
        "query": _narrowed(schema.query_type, audience),
        "mutation": _narrowed(schema.mutation_type, audience),
        "subscription": _narrowed(schema.subscription_type, audience),
    }
    types: set[GraphQLNamedType] = set()
    while True:
        narrow = _built(schema, roots, types)
        implementing = set(_implementing(schema, narrow))
        if implementing <= types:
            return narrow
        types |= implementing


def _narrowed(root: GraphQLObjectType | None, audience: Audience) -> GraphQLObjectType | None:
    if root is None:
        return None
    fields = {name: field for name, field in root.fields.items() if may_ask(audience, name)}
    kept: dict[str, Any] = {**root.to_kwargs(), "fields": fields}
    return GraphQLObjectType(**kept) if fields else None


def _built(
    schema: GraphQLSchema,
    roots: dict[str, GraphQLObjectType | None],
    types: set[GraphQLNamedType],
) -> GraphQLSchema:
    kept: dict[str, Any] = {**schema.to_kwargs(), "types": types, "assume_valid": True}
    return GraphQLSchema(**{**kept, **roots})


def _implementing(schema: GraphQLSchema, narrow: GraphQLSchema) -> Iterator[GraphQLNamedType]:
    """Yield what stands behind the interfaces that are left; `Node` would lead to anything."""
    for type_ in narrow.type_map.values():
        if is_interface_type(type_) and type_.name != "Node":
            yield from schema.get_implementations(type_).objects
