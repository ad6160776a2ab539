"""Write where each scope finds its rows, and the conditions that narrow them."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, cast

import msgspec

from hub.policy.bigrams import bigrams, normalized
from hub.policy.codes import significant_digits
from hub.policy.entry import ISSUED_ON, STATUS, VALID_FROM, VALID_UNTIL
from hub.policy.terms import LicenseStatus
from hub.reading.literals import by_entry, text_array, text_literal
from hub.reading.parameters import Parameters
from hub.reading.request_sql import STANDING
from hub.reading.scope import (
    Among,
    ById,
    ByIdentifier,
    Filter,
    Holdings,
    Issuance,
    Page,
    Query,
    Register,
    Scope,
    Span,
    UnderGrant,
    UnderRequest,
    UnderScenario,
)

DAYS = frozenset({ISSUED_ON, VALID_FROM, VALID_UNTIL})


class Source(NamedTuple):
    """A FROM item that ends in the license `l`, its conditions, and what orders its rows."""

    text: str
    conditions: list[str]
    place: str = "l.id"


_AMONG_GIVEN = "w.id::text IN (SELECT one ->> 0 FROM jsonb_array_elements(g.given) AS one)"
_LICENSE = "JOIN license l ON l.holder_key = {home} AND l.id = {id}"
_LOCATED = "license_locator k " + _LICENSE.format(home="k.holder_key", id="k.license_id")


def source(query: Query, searched: Mapping[int, list[str]], p: Parameters) -> Source:
    """Return where a page of a scope's rows comes from; `searched` names searchable fields."""
    if isinstance(query.scope, Register):
        found = _register(query, query.scope, p)
        again = _of_record(query, query.scope, searched, p)
        return found._replace(conditions=[*found.conditions, *again])
    found = _SOURCES[type(query.scope)](p)
    return found._replace(conditions=[*found.conditions, *_paged(query.page, found.place, p)])


def _by_identifier(p: Parameters) -> Source:
    return Source(_LOCATED, [f"k.identifier = {p('identifier', 'text')}"])


def _by_id(p: Parameters) -> Source:
    home, id_ = p("holder_key", "uuid"), p("license_id", "uuid")
    return Source("license l", [f"l.holder_key = {home}", f"l.id = {id_}"])


def _named(p: Parameters) -> str:
    """Return the keys of the licenses that are named, with the identifier where that names one."""
    homes, ids = p("holder_keys", "uuid[]"), p("license_ids", "uuid[]")
    return f"""
        SELECT holder_key, license_id, NULL AS identifier
        FROM unnest({homes}, {ids}) AS given (holder_key, license_id)
        UNION ALL SELECT holder_key, license_id, identifier
        FROM license_locator WHERE identifier = ANY ({p("identifiers", "text[]")})"""


def _among(p: Parameters) -> Source:
    named = f"(SELECT DISTINCT holder_key, license_id FROM ({_named(p)}) one) k "
    return Source(named + _LICENSE.format(home="k.holder_key", id="k.license_id"), [])


def _issuance(p: Parameters) -> Source:
    return Source("license l", [f"l.issuer_id = ANY ({p('issuers', 'int[]')})"])


def _holdings(p: Parameters) -> Source:
    """Take each license once, though the caller may stand for several of its holders."""
    held = "license_holder k " + _LICENSE.format(home="k.owner_key", id="k.license_id")
    return Source(held, [f"k.holder_key = ANY ({p('own', 'uuid[]')})", "k.ordinal = b.own[1]"])


def _under_grant(p: Parameters) -> Source:
    named = "use_grant w " + _LICENSE.format(home="w.owner_key", id="w.license_id")
    holder, id_ = p("holder_key", "uuid"), p("grant_id", "uuid")
    return Source(named, [f"w.holder_key = {holder}", f"w.id = {id_}", _AMONG_GIVEN])


def _consented(p: Parameters) -> Source:
    """Take each license once, though several of its holders may have consented."""
    standing = STANDING.format(
        case=p("case_number", "text"),
        matter=p("matter", "text"),
        moment=p("moment", "timestamptz"),
    )
    named = f"""(
        SELECT DISTINCT c.owner_key, c.license_id FROM consent c
        WHERE c.request_id = ANY ({p("requests", "uuid[]")}) AND {standing}
    ) w """
    found = named + _LICENSE.format(home="w.owner_key", id="w.license_id")
    return Source(found, ["q.labels IS NOT NULL"])


_SOURCES: dict[type[Scope], Callable[[Parameters], Source]] = {
    ByIdentifier: _by_identifier,
    ById: _by_id,
    Among: _among,
    Issuance: _issuance,
    Holdings: _holdings,
    UnderGrant: _under_grant,
    UnderRequest: _consented,
    UnderScenario: _consented,
}


def located(query: Query, p: Parameters) -> str:
    """Yield what is named itself, with or without a basis, for the record of its holders."""
    if isinstance(query.scope, Among):
        licenses = _LICENSE.format(home="k.holder_key", id="k.license_id")
        return f"""SELECT jsonb_agg(jsonb_build_array(l.id, l.holders, k.identifier)) AS named
    FROM ({_named(p)}) k {licenses}"""
    if not isinstance(query.scope, ById | ByIdentifier):
        return "SELECT NULL::uuid AS located, NULL::uuid[] AS located_holders"
    named = _SOURCES[type(query.scope)](p)
    conditions = " AND ".join(named.conditions)
    return f"""SELECT l.id AS located, l.holders AS located_holders
    FROM {named.text} WHERE {conditions}"""


def _register(query: Query, scope: Register, p: Parameters) -> Source:
    """Take records that were proposed, or the one that an identifier locates."""
    if scope.identifier is None:
        proposed = f"p.license_id = ANY ({p('among', 'uuid[]')})"
    else:
        identifier = p("identifier", "text")
        located = f"SELECT license_id FROM license_locator WHERE identifier = {identifier}"
        proposed = f"p.license_id IN ({located})"
    records = """public_record p CROSS JOIN LATERAL (
        SELECT * FROM license WHERE holder_key = p.owner_key AND id = p.license_id OFFSET 0
    ) l"""
    return Source(records, [proposed, *_paged(query.page, "p.license_id", p)], "p.license_id")


def proposal(query: Query, searched: Mapping[int, list[str]], p: Parameters) -> str:
    """Write what proposes the next records of a list of the register.

    It is planned anew each time, for a rare word and a common one want two plans; it is short, and
    so is that. What it proposes is read and decided by the statement proper.
    """
    scope = cast("Register", query.scope)
    after, before = p("after", "uuid"), p("before", "uuid")
    conditions = [
        f"({after} IS NULL OR p.license_id > {after})",
        f"({before} IS NULL OR p.license_id < {before})",
        f"p.entry_id = ANY ({p('open', 'int[]')})",
        *_of_record(query, scope, searched, p),
    ]
    if scope.search is not None:
        conditions.append(f"p.grams @> {p('grams', 'text[]')}")
    return f"""SELECT p.license_id FROM public_record p WHERE {" AND ".join(conditions)}
        ORDER BY p.license_id {_direction(query.page)} LIMIT {p("rows", "int")}"""


def _of_record(
    query: Query, scope: Register, searched: Mapping[int, list[str]], p: Parameters
) -> list[str]:
    """Return the conditions of a search, a region and an entry on a record."""
    found = []
    if scope.region is not None:
        found.append(f"starts_with(p.region, {p('region', 'text')})")
    if query.entry is not None:
        found.append(f"p.entry_id = {p('entry', 'int')}")
    if scope.search is not None:
        found.append(_still_disclosed(searched, p))
    return found


def _still_disclosed(searched: Mapping[int, list[str]], p: Parameters) -> str:
    """Look again in what is disclosed today: the bigrams may be of a field that no longer is."""
    texts = {
        entry_id: f"concat_ws(chr(10), {', '.join(map(_disclosed, keys))})"
        for entry_id, keys in searched.items()
        if keys
    }
    text = by_entry("p.entry_id", texts)
    return f"strpos(lower(normalize({text}, NFKC)), {p('needle', 'text')}) > 0"


def _disclosed(key: str) -> str:
    return f"p.disclosed ->> {text_literal(key)}"


def narrowed(query: Query, p: Parameters) -> list[str]:
    """Return the conditions of an entry and of filters."""
    conditions = [_filter(place, wish, p) for place, wish in enumerate(query.filters)]
    if query.entry is not None:
        conditions.append(f"l.entry_id = {p('entry', 'int')}")
    return conditions


def _filter(place: int, wish: Filter, p: Parameters) -> str:
    if wish.key in DAYS:
        first, last = p(f"first{place}", "date"), p(f"last{place}", "date")
        day = f"l.{wish.key}"
        return f"({first} IS NULL OR {first} <= {day}) AND ({last} IS NULL OR {day} <= {last})"
    if wish.key == STATUS:
        return f"{_state(p)} = {p(f'equals{place}', 'text')}"
    return f"f.face -> {text_literal(wish.key)} = to_jsonb({p(f'equals{place}', 'text')})"


def _state(p: Parameters) -> str:
    """Follow `states.state_of`."""
    over = text_array(status.value for status in LicenseStatus if status.ended)
    today = p("today", "date")
    return f"""CASE WHEN l.status = ANY ({over}) THEN l.status
        WHEN l.valid_until < {today} THEN 'EXPIRED' WHEN l.status = 'SUSPENDED' THEN l.status
        WHEN l.valid_from > {today} THEN 'NOT_YET_VALID' ELSE l.status END"""


def ordered(query: Query, place: str, p: Parameters) -> str:
    """Return the order of a page; one row more tells whether others follow."""
    return f"ORDER BY {place} {_direction(query.page)} LIMIT {p('rows', 'int')}"


def _paged(page: Page, place: str, p: Parameters) -> list[str]:
    conditions = []
    if page.after is not None:
        conditions.append(f"{place} > {p('after', 'uuid')}")
    if page.before is not None:
        conditions.append(f"{place} < {p('before', 'uuid')}")
    return conditions


def _direction(page: Page) -> str:
    return "DESC" if page.backward else "ASC"


def bound(query: Query) -> dict[str, Any]:
    """Return the values that a query itself provides to its statement."""
    values: dict[str, Any] = {
        "rows": query.page.size + 1,
        "after": query.page.after,
        "before": query.page.before,
    }
    for place, wish in enumerate(query.filters):
        span = wish.span or Span()
        values[f"equals{place}"] = wish.equals
        values[f"first{place}"], values[f"last{place}"] = span.first, span.last
    if isinstance(query.scope, Register):
        return values | _searched(query.scope)
    return values | msgspec.structs.asdict(query.scope)


def _searched(scope: Register) -> dict[str, Any]:
    needle = normalized(scope.search or "").strip()
    return {
        "identifier": scope.identifier,
        "region": significant_digits(scope.region or ""),
        "needle": needle,
        "grams": sorted(bigrams(needle)),
    }
