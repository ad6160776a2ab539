"""Assemble the one schema of the hub."""

import strawberry
from graphql import GraphQLError, print_schema
from strawberry.extensions import MaxTokensLimiter
from strawberry.types import ExecutionContext

from hub.identity.bounded import Bounded
from schema.aggregation import AggregationMutation, AggregationQuery
from schema.archive.mutations import ArchiveMutation
from schema.archive.queries import ArchiveQuery
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
from schema.charging import PRICED, Charging, Prices
from schema.executor import PlanningExecutor
from schema.explain import ExplainQuery
from schema.issuing.mutations import IssuingMutation, NumberMutation
from schema.issuing.queries import IssuingQuery
from schema.issuing.succession import SuccessionMutation
from schema.licenses.queries import LicenseQuery
from schema.materials import MaterialQuery
from schema.nodes import NodeQuery
from schema.notices import NoticeMutation, NoticeQuery
from schema.organization_use import OrganizationUseQuery
from schema.papers import PaperMutation, PaperQuery
from schema.partners.mutations import PartnerMutation
from schema.partners.queries import PartnerQuery
from schema.proofs import ProofQuery
from schema.records import RecordQuery
from schema.scalars import CONFIG
from schema.seals import SealMutation, SealQuery
from schema.subscriptions import NoticeSubscription
from schema.verification import VerificationQuery
from schema.viewer import ViewerQuery

MOST_TOKENS = 5_000
"""How long a document may be: parsing stops there, so that nobody is kept waiting by it."""


@strawberry.type(description="What can be asked of the hub · 查询")
class Query(
    ViewerQuery,
    LicenseQuery,
    RecordQuery,
    VerificationQuery,
    MaterialQuery,
    PaperQuery,
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
    PartnerQuery,
    NodeQuery,
    ProofQuery,
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
    CatalogMutation,
    AggregationMutation,
    IssuingMutation,
    NumberMutation,
    SuccessionMutation,
    ArchiveMutation,
    SealMutation,
    NoticeMutation,
    PartnerMutation,
):
    """What can be changed."""


@strawberry.type(description="What can be followed as it happens (art. 15(2)) · 订阅")
class Subscription(NoticeSubscription):
    """What can be followed as it happens."""


class HubSchema(strawberry.Schema):
    """A schema that leaves errors to whoever answers; most of them are refusals."""

    def process_errors(
        self,
        errors: list[GraphQLError],
        execution_context: ExecutionContext | None = None,
    ) -> None:
        """Log nothing: messages may hold values, and bugs are logged where they are told."""


def build_schema(executor: type[PlanningExecutor] = PlanningExecutor) -> HubSchema:
    """Build the schema with the executor that plans reads."""
    prices: Prices = Bounded(PRICED)
    return HubSchema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        config=CONFIG,
        execution_context_class=executor,
        extensions=[lambda: MaxTokensLimiter(MOST_TOKENS), lambda: Charging(prices)],
    )


def printed() -> str:
    """Print the contract as it is reviewed and checked."""
    return print_schema(build_schema()._schema) + "\n"  # noqa: SLF001 - strawberry offers no other way
