"""Generate queries about what an observer may and may not see."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson

from hub.policy.states import LicenseState
from tests.agreement.dice import Dice
from tests.interference.twins import Word, text
from tests.papers import ENTRIES
from tests.scenarios import SCENARIOS

PAGES = 2
CELLS = """holderName { value masked outcome } holderCode { value masked } home { masked outcome }
    phone { value masked outcome holder } openedOn { value masked outcome }
    term { value { from to } }
    capital { value { amount } masked decision { code remedy } } account { value masked }
    seats { value masked } scope { value } health { value outcome } recipe { masked outcome }
    picture { value outcome } inspector { value masked outcome } validUntil { value masked }"""
FACE = f"""face {{ __typename revision entry {{ body {{ code }} }}
    ... on Permit {{ {CELLS} fax {{ value outcome }} grade {{ value masked }} }}
    ... on Private {{ {CELLS} }} }}"""
SHOWN = (
    """__typename id identifier entry { body { code } } revision status issuers { code }
    issuedOn validFrom validUntil underObjection
    cells: fields { key holder value outcome decision {
        outcome code basis authorization policyRevision remedy legalBasis { code } } }
    one: field(key: "account") { value outcome }
    decisions { granted masked withheld }
    versions { sequence version event status digest previous occurredOn recordedAt }
    verification { state grade origin digest chainIntact }
    """
    + FACE
)
LISTED = """id identifier status revision issuers { code } issuedOn validFrom validUntil
    cells: fields { key holder value outcome } decisions { granted masked withheld }
    versions { digest } verification { digest chainIntact }"""
PAGED = f"""{{ edges {{ cursor node {{ {LISTED} }} }}
    pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }}"""
ARGUMENTS = "first: $first, after: $after, last: $last, before: $before"
PAGE = "$first: Int, $after: String, $last: Int, $before: String"
ONE = f"""query ($id: ID, $identifier: String) {{
    license(id: $id, identifier: $identifier) {{ {SHOWN} }} }}"""
NODE = f"query ($id: ID!) {{ node(id: $id) {{ ... on License {{ {SHOWN} }} }} }}"
LIST = f"""query ($under: LicenseScope!, $filter: LicenseFilter, {PAGE}) {{
    page: licenses(under: $under, filter: $filter, {ARGUMENTS}) {PAGED} }}"""
SEARCH = f"""query ($search: String, $entry: String, $region: String, {PAGE}) {{
    page: publicRecords(search: $search, entry: $entry, region: $region, {ARGUMENTS}) {PAGED} }}"""
RECORD = f"query ($identifier: String!) {{ publicRecord(identifier: $identifier) {{ {SHOWN} }} }}"
VERIFY = """query ($identifier: String!, $digest: String) {
    verifyLicense(identifier: $identifier, digest: $digest) {
        entry { body { code } } issuer { code } state grade digestRight current madeOn } }"""
COMPARE = """query ($identifier: String!, $values: [ComparedValue!]!) {
    compareLicense(identifier: $identifier, values: $values) { code result } }"""
EXPLAIN = """query ($query: String!, $variables: JSON, $whose: ExplainAs) {
    explain(query: $query, variables: $variables, as: $whose) { entry policyRevision
        fields { key holder decision { outcome code basis remedy legalBasis { code } } } } }"""
SHORT = "query ($id: ID, $identifier: String) { license(id: $id, identifier: $identifier) { %s } }"
VIEWER = f"""query ({PAGE}) {{ viewer {{ id assurance roles
    usage(first: 10) {{ records {{ operation outcome bySelf organization {{ code }} cause
        fields {{ key outcome code basis }} }} }}
    page: licenses({ARGUMENTS}) {PAGED} }}
    authorizations {{ id kind license fields state
        ... on Grant {{ organization {{ code }} toPerson }} }} }}"""


class Ask(NamedTuple):
    """A query with its variables."""

    query: str
    variables: dict[str, Any]

    def next(self, body: bytes) -> "Ask | None":
        """Return the query for the next page, if there is one to ask for."""
        data = orjson.loads(body)["data"] or {}
        page = data.get("page") or (data.get("viewer") or {}).get("page")
        if not page or not page["edges"]:
            return None
        forward, info = "first" in self.variables, page["pageInfo"]
        if not info["hasNextPage" if forward else "hasPreviousPage"]:
            return None
        cursor = {"after": info["endCursor"]} if forward else {"before": info["startCursor"]}
        return self._replace(variables=self.variables | cursor)


@dataclass(frozen=True)
class Known:
    """What a curious observer may have come to know from elsewhere."""

    ids: Sequence[str]
    identifiers: Sequence[str]
    grants: Sequence[str]
    requests: Sequence[str]
    words: Sequence[Word]


def _named(dice: Dice, known: Known) -> dict[str, Any]:
    if dice.chance(0.5):
        return {"id": dice.one(known.ids)}
    return {"identifier": _identifier(dice, known)}


def _identifier(dice: Dice, known: Known) -> str:
    """Return an identifier that exists, or one that does not: another digit, another text."""
    real = dice.one(known.identifiers)
    return dice.mostly(real, real[:-1] + "0", "1.2.156.3005.2", "", share=0.8)


def _word(dice: Dice, known: Known) -> tuple[Word, str]:
    """Return a hidden value of one of the databases."""
    word = dice.one(known.words)
    told = dice.one([it for it in (word.left, word.right) if it])
    return word, told


def _page(dice: Dice) -> dict[str, Any]:
    return {dice.mostly("first", "last"): dice.one((1, 3, 12))}


def _one(dice: Dice, known: Known) -> Ask:
    return Ask(ONE, _named(dice, known))


def _node(dice: Dice, known: Known) -> Ask:
    return Ask(NODE, {"id": dice.one(known.ids)})


def _under(dice: Dice, known: Known) -> dict[str, Any]:
    scopes: tuple[dict[str, Any], ...] = (
        {"issuance": True},
        {"holdings": True},
        {"grant": dice.one(known.grants)},
        {"request": dice.one(known.requests)},
        {"scenario": dice.one(sorted(SCENARIOS))},
    )
    return dice.one(scopes)


def _list(dice: Dice, known: Known) -> Ask:
    narrowed: dict[str, Any] = {}
    if dice.chance(0.5):
        narrowed["entry"] = dice.one(list(ENTRIES))
    if dice.chance(0.3):
        narrowed["status"] = dice.one(list(LicenseState)).name
    return Ask(LIST, {"under": _under(dice, known), "filter": narrowed} | _page(dice))


def _filtered(dice: Dice, known: Known) -> Ask:
    """Filter by a hidden value, or by a day that may be hidden."""
    word, told = _word(dice, known)
    by: dict[str, Any] = {"entry": word.entry, "fields": [{"key": word.key, "equals": told}]}
    if dice.chance(0.3):
        key = dice.one(("issuedOn", "validFrom", "validUntil"))
        by = {key: {"first": "2026-01-15", "last": "2031-03-14"}}
    elif word.key == "number":
        by = {"entry": word.entry, "number": told}
    under = dice.one(({"issuance": True}, {"holdings": True}))
    return Ask(LIST, {"under": under, "filter": by} | _page(dice))


def _search(dice: Dice, known: Known) -> Ask:
    """Search for a hidden value, a piece of one, or for what many have."""
    told = _word(dice, known)[1]
    sought = dice.one((told, told[: dice.random.randint(2, 6)], "示例", "canary"))
    by: dict[str, Any] = {"search": sought if len(sought) > 1 else "冷食"}
    if dice.chance(0.3):
        by["entry"] = dice.one(list(ENTRIES))
    if dice.chance(0.2):
        by["region"] = "510700"
    return Ask(SEARCH, by | _page(dice))


def _record(dice: Dice, known: Known) -> Ask:
    return Ask(RECORD, {"identifier": _identifier(dice, known)})


def _verify(dice: Dice, known: Known) -> Ask:
    digest = dice.one((None, f"{dice.random.getrandbits(256):064x}", "no digest"))
    return Ask(VERIFY, {"identifier": _identifier(dice, known), "digest": digest})


def _compare(dice: Dice, known: Known) -> Ask:
    """Guess a hidden value of any license, right in one database and wrong in the other."""
    word, told = _word(dice, known)
    guesses = [{"key": word.key, "value": dice.mostly(told, text(dice))}]
    if dice.chance(0.3):
        guesses.append({"key": "number", "value": "0000000001"})
    return Ask(COMPARE, {"identifier": word.identifier, "values": guesses})


def _explain(dice: Dice, known: Known) -> Ask:
    whose = dice.one((None, {"public": True}, {"organization": "11519999MB990003XX"}))
    query = SHORT % dice.one(("status", 'field(key: "account") { value }', "fields { key value }"))
    named = _named(dice, known)
    return Ask(EXPLAIN, {"query": query, "variables": named, "whose": whose})


def _viewer(dice: Dice, known: Known) -> Ask:
    del known
    return Ask(VIEWER, _page(dice))


Kind = Callable[[Dice, Known], Ask]

LISTS: tuple[Kind, ...] = (_list, _viewer)
FILTERS: tuple[Kind, ...] = (_filtered,)
SEARCHES: tuple[Kind, ...] = (_search,)
SINGLES: tuple[Kind, ...] = (_one, _node, _record, _verify, _compare, _explain)
KINDS = (*LISTS, *FILTERS, *FILTERS, *SEARCHES, *SEARCHES, *SINGLES)


def asks(dice: Dice, known: Known, count: int, kinds: Sequence[Kind] = KINDS) -> Iterator[Ask]:
    """Yield queries, so many of each kind."""
    for _ in range(count):
        for kind in kinds:
            yield kind(dice, known)
