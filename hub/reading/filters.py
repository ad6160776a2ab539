"""Hidden means unusable: let a field narrow a list only where its value would be granted."""

from collections.abc import Callable, Iterable

from hub.catalog.queries import CatalogSnapshot, Shelf
from hub.errors import Kind, Refusal
from hub.policy.case import Case, Decision
from hub.policy.entry import IDENTIFIER, ISSUER, STATUS, Field
from hub.policy.facts import Issued, Own
from hub.policy.rulebook import carry
from hub.policy.terms import FieldType, Outcome, Subject
from hub.reading.scope import Filter, Holdings, Issuance, Query
from hub.reading.sources import DAYS

_IN_COLUMNS = DAYS | {STATUS}
_NOT_IN_FACES = frozenset({ISSUER, IDENTIFIER})


class FieldNotUsable(Refusal):
    """A filter names a field whose value would not be granted throughout the scope."""

    kind = Kind.FORBIDDEN
    zh = "不能按字段 {key} 筛选：该范围内此字段的决定为 {outcome}（{reason}）"
    en = "The field {key} cannot be used as a filter: within this scope it is {outcome} ({reason})"


class FieldNotSearchable(Refusal):
    """A filter names a field that nothing can be looked up by."""

    kind = Kind.INVALID
    zh = "字段 {key} 不支持筛选：加密、非文本或由系统计算的字段不能用于筛选"
    en = "The field {key} cannot be used as a filter: it is encrypted, computed or not plain text"


class FilterNeedsEntry(Refusal):
    """A filter names a face field and no entry to which it belongs."""

    kind = Kind.INVALID
    zh = "按字段 {key} 筛选时须同时指定目录条目"
    en = "To filter by the field {key}, name the catalog entry too"


class ScopeNotFilterable(Refusal):
    """A filter within a scope whose granted fields are known only after reading."""

    kind = Kind.INVALID
    zh = "此范围不支持筛选"
    en = "Licenses of this scope cannot be filtered"


def check_filters(catalog: CatalogSnapshot, query: Query, case_of: Callable[[Shelf], Case]) -> None:
    """Let a query pass whose every filter uses what is granted throughout its scope.

    Raises: ScopeNotFilterable, FilterNeedsEntry, FieldNotSearchable, FieldNotUsable.
    """
    if query.filters and not isinstance(query.scope, Issuance | Holdings):
        raise ScopeNotFilterable
    for wish in query.filters:
        for shelf in _met(catalog, query, wish):
            _check(case_of(shelf), query, wish)


def _met(catalog: CatalogSnapshot, query: Query, wish: Filter) -> Iterable[Shelf]:
    if query.entry is not None:
        return (catalog.by_code[query.entry],)
    if wish.key not in _IN_COLUMNS:
        raise FilterNeedsEntry(key=wish.key)
    return catalog.shelves


def _check(case: Case, query: Query, wish: Filter) -> None:
    field = case.entry.by_key.get(wish.key)
    if field is None or not _searchable(field, wish):
        raise FieldNotSearchable(key=wish.key)
    for decision in _decisions(case, query, field):
        if decision.outcome is not Outcome.GRANTED:
            raise FieldNotUsable(
                key=wish.key,
                outcome=decision.outcome,
                reason=decision.code,
                remedy=decision.remedy.value,
            )


def _searchable(field: Field, wish: Filter) -> bool:
    if field.key in DAYS:
        return wish.span is not None
    if field.key == STATUS:
        return True
    plain = field.type in (FieldType.TEXT, FieldType.CODE)
    return plain and field.key not in _NOT_IN_FACES and not field.classification.sealed


def _decisions(case: Case, query: Query, field: Field) -> Iterable[Decision]:
    if isinstance(query.scope, Issuance):
        return (carry(case, Issued(), field, 1),)
    shared = field.subject is Subject.HOLDER and case.entry.max_holders > 1
    return [carry(case, Own(ordinal), field, 1) for ordinal in ((1, 2) if shared else (1,))]
