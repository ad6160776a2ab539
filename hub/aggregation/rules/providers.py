"""Say who may provide licenses and how much at once."""

from datetime import timedelta
from typing import Final

from hub.errors import Kind, Refusal
from hub.identity.callers import ActingFor, Caller
from hub.identity.terms import Role

PROVIDING_ROLES: Final = frozenset({Role.AGGREGATOR})
LOOKING_ROLES: Final = PROVIDING_ROLES | {Role.ISSUER}
"""Who looks at an organization's batches: what it issued by spreadsheet is a batch too."""
MOST_RECORDS: Final = 500
KEPT_IN_QUARANTINE: Final = timedelta(days=30)


class NotAnAggregator(Refusal):
    """The caller does not deliver licenses for an organization."""

    kind = Kind.FORBIDDEN
    zh = "您没有代表单位归集证照的职责"
    en = "You hold no office that delivers licenses for an organization"


class RightsChanged(Refusal):
    """The caller's rights changed while a delivery was under way."""

    kind = Kind.UNAUTHENTICATED
    zh = "您的权限在归集过程中发生变化，请重新登录后以同一批次键续传"
    en = "Your rights changed during the delivery; sign in again and resume it by its batch key"


class TooManyRecords(Refusal):
    """More records at once than one call takes."""

    kind = Kind.INVALID
    zh = "一次最多归集 {limit} 条，更多请以数据流方式归集"
    en = "One call takes at most {limit} records; deliver more as a stream"


class BatchNotFound(Refusal):
    """No such batch, or one of another provider."""

    kind = Kind.NOT_FOUND
    zh = "没有该归集批次"
    en = "There is no such batch"


class BatchTakenOver(Refusal):
    """Somebody else went on with the batch, or closed it."""

    kind = Kind.CONFLICT
    zh = "该批次正由另一进程处理或已完成"
    en = "This batch is being taken elsewhere, or is done"


class MappingChanged(Refusal):
    """An open batch was begun with another mapping."""

    kind = Kind.CONFLICT
    zh = "该批次此前以另一份字段映射开始，请更换批次键"
    en = "This batch was begun with another mapping; use another batch key"


class MappingNotFound(Refusal):
    """The provider has stored no mapping of the name."""

    kind = Kind.NOT_FOUND
    zh = "本单位没有名为 {name} 的字段映射"
    en = "Your organization has no mapping named {name}"


def provider_of(caller: Caller) -> ActingFor:
    """Return the organization for which a caller delivers.

    Raises: NotAnAggregator.
    """
    if caller.organization is None or not caller.roles & PROVIDING_ROLES:
        raise NotAnAggregator
    return caller.organization


def batches_of(caller: Caller) -> tuple[int, ...]:
    """Return the organizations whose batches a caller may look at: the own, and its predecessors.

    Raises: NotAnAggregator.
    """
    if caller.organization is None or not caller.roles & LOOKING_ROLES:
        raise NotAnAggregator
    return caller.organization.id, *caller.issuer_organizations
