"""Assemble the one schema of the hub."""

from collections.abc import Iterable
from copy import copy
from functools import cached_property
from typing import cast

import strawberry
from graphql import (
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLSchema,
    print_schema,
    print_type,
    validate_schema,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types import ExecutionContext

from hub.catalog.queries import Shelf
from schema.aggregation import AggregationMutation, AggregationQuery
from schema.archive.mutations import ArchiveMutation
from schema.archive.queries import ArchiveQuery
from schema.audience import Audience, filtered
from schema.authorizations.applications import ApplicationMutation, ApplicationQuery
from schema.authorizations.consents import ConsentMutation, ConsentQuery
from schema.authorizations.delegations import DelegationMutation
from schema.authorizations.grants import GrantMutation
from schema.authorizations.oversight import OversightMutation, OversightQuery
from schema.authorizations.presentations import PresentationMutation
from schema.authorizations.queries import AuthorizationQuery
from schema.authorizations.requests import RequestMutation, RequestQuery
from schema.authorizations.scenarios import ScenarioMutation, ScenarioQuery
from schema.catalog.mutations import CatalogMutation
from schema.catalog.queries import CatalogQuery
from schema.documents import Documents
from schema.exchange import ExchangeMutation, ExchangeQuery
from schema.executor import PlanningExecutor
from schema.explain import ExplainQuery
from schema.federation import FederationQuery
from schema.issuing.mutations import IssuingMutation, NumberMutation
from schema.issuing.queries import IssuingQuery
from schema.issuing.succession import SuccessionMutation
from schema.licenses.queries import LicenseQuery
from schema.materials import MaterialQuery
from schema.nodes import NodeQuery
from schema.notices import NoticeMutation, NoticeQuery
from schema.objections.corrections import CorrectionMutation, CorrectionQuery
from schema.objections.mutations import ObjectionMutation
from schema.objections.queries import ObjectionQuery
from schema.offices import OfficeMutation, OfficeQuery
from schema.organization_notices import OrganizationNoticeQuery
from schema.organization_use import OrganizationUseQuery
from schema.papers import PaperMutation, PaperQuery
from schema.partners.documents import DocumentMutation, DocumentQuery
from schema.partners.mutations import PartnerMutation
from schema.partners.queries import PartnerQuery
from schema.proofs import ProofQuery
from schema.records import RecordQuery
from schema.scalars import CONFIG
from schema.seals import SealMutation, SealQuery
from schema.subscriptions import NoticeSubscription
from schema.supervision.bodies import BodyMutation
from schema.supervision.diagnostics import DiagnosticsQuery
from schema.supervision.figures import FiguresQuery
from schema.supervision.findings import FindingQuery
from schema.supervision.orders import OrderMutation, OrderQuery
from schema.verification import VerificationQuery
from schema.viewer import ViewerQuery
from schema.views.cells import CELLS
from schema.views.entries import views_of
from schema.views.faces import Faces


@strawberry.type(description="What can be asked of the hub · 查询")
class Query(
    ViewerQuery,
    LicenseQuery,
    RecordQuery,
    VerificationQuery,
    MaterialQuery,
    PaperQuery,
    ObjectionQuery,
    CorrectionQuery,
    ExplainQuery,
    AuthorizationQuery,
    RequestQuery,
    ConsentQuery,
    OversightQuery,
    ScenarioQuery,
    ApplicationQuery,
    CatalogQuery,
    AggregationQuery,
    IssuingQuery,
    ArchiveQuery,
    SealQuery,
    OrganizationUseQuery,
    NoticeQuery,
    OrganizationNoticeQuery,
    OfficeQuery,
    PartnerQuery,
    DocumentQuery,
    ExchangeQuery,
    NodeQuery,
    ProofQuery,
    FindingQuery,
    OrderQuery,
    DiagnosticsQuery,
    FiguresQuery,
    FederationQuery,
):
    """What can be asked of the hub."""


@strawberry.type(description="What can be changed · 变更")
class Mutation(
    GrantMutation,
    DelegationMutation,
    PresentationMutation,
    RequestMutation,
    ConsentMutation,
    OversightMutation,
    ScenarioMutation,
    ApplicationMutation,
    PaperMutation,
    ObjectionMutation,
    CorrectionMutation,
    CatalogMutation,
    AggregationMutation,
    IssuingMutation,
    NumberMutation,
    SuccessionMutation,
    ArchiveMutation,
    SealMutation,
    NoticeMutation,
    OfficeMutation,
    PartnerMutation,
    DocumentMutation,
    ExchangeMutation,
    BodyMutation,
    OrderMutation,
):
    """What can be changed."""


@strawberry.type(description="What can be followed as it happens (art. 15(2)) · 订阅")
class Subscription(NoticeSubscription):
    """What can be followed as it happens."""


class ViewsFaultyError(RuntimeError):
    """The views of published entries make no schema: a bug, and the former schema stays."""


class HubSchema(strawberry.Schema):
    """A schema that leaves errors to whoever answers; most of them are refusals."""

    faces = Faces()
    """The typed views of published entries that it has beside the hub's own types."""

    audience: Audience = Audience.OFFICIAL
    """Whom it is for: officials see all of it."""

    @property
    def core(self) -> GraphQLSchema:
        """Return the schema as the GraphQL core has it."""
        return self._schema

    def showing(self, faces: Faces) -> "HubSchema":
        """Return this schema with typed views beside all that it has.

        Raises: ViewsFaultyError.
        """
        said = self.core.to_kwargs()
        said["types"] = (*self.core.type_map.values(), *faces.types)
        core = GraphQLSchema(**said)
        if errors := validate_schema(core):
            raise ViewsFaultyError(errors[0].message)
        made = self._over(core)
        made.faces = faces
        return made

    def seen_by(self, audience: Audience) -> "HubSchema":
        """Return this schema as an audience sees it, and is held to it."""
        made = self._over(filtered(self.core, audience))
        made.audience = audience
        return made

    def _over(self, core: GraphQLSchema) -> "HubSchema":
        """Return this schema over another of the GraphQL core's, which finds it there."""
        made = copy(self)
        made.__dict__.pop("documents", None)  # they were read under another schema
        if core is not self.core:
            core.extensions = {GraphQLCoreConverter.DEFINITION_BACKREF: made}
            core._strawberry_schema = made  # type: ignore[attr-defined]  # noqa: SLF001 - as strawberry does
        made._schema = core  # noqa: SLF001 - its own
        return made

    @cached_property
    def documents(self) -> Documents:
        """Return the documents asked for lately."""
        executor = cast("type[PlanningExecutor]", self.execution_context_class)
        return Documents(self.core, executor, self.audience)

    def process_errors(
        self,
        errors: list[GraphQLError],
        execution_context: ExecutionContext | None = None,
    ) -> None:
        """Log nothing: messages may hold values, and bugs are logged where they are told."""


def build_schema(executor: type[PlanningExecutor] = PlanningExecutor) -> HubSchema:
    """Build the schema with the executor that plans reads."""
    built = HubSchema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[Query, Mutation, Subscription, *dict.fromkeys(CELLS.values())],
        config=CONFIG,
        execution_context_class=executor,
    )
    for type_ in built._schema.type_map.values():  # noqa: SLF001 - strawberry offers no other way
        if isinstance(type_, GraphQLInputObjectType):
            told = type_.extensions[GraphQLCoreConverter.DEFINITION_BACKREF]
            type_.is_one_of = told.is_one_of  # or the core would leave it to resolvers
    return built


def printed() -> str:
    """Print the contract as it is reviewed and checked: the hub's own types."""
    return print_schema(build_schema().core) + "\n"


def printed_views(shelves: Iterable[Shelf]) -> str:
    """Print the types of the published entries among some, as the sample's are reviewed."""
    core = build_schema().core
    faces = Faces().showing(views_of(shelves, core.type_map), core)
    return "\n\n".join(print_type(type_) for type_ in faces.types) + "\n"
