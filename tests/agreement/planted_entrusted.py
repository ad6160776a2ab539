"""Faults planted in what was compiled of requests, delegations, presentations and oversight."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import msgspec
import pytest

from hub.authorizations.authority import KnownAssignment, KnownRequest
from hub.authorizations.scenarios.book import ScenarioBook
from hub.policy.facts import Consent
from hub.reading import authorized, guards, plan, reach, statement
from hub.reading.reach import Outlook
from tests.agreement.planted_reads import reworded, rewritten

BANK, OFFICIAL, DELEGATE, OVERSEER = "teller", "official", "delegate", "overseer"


class InText(NamedTuple):
    """A fault in a text: who sees it, where it is written, what is replaced by what."""

    who: str
    writer: str
    pattern: str
    by: str


def _given(who: str, writer: str) -> dict[str, InText]:
    """Plant what can go wrong with everything that holders hand over."""
    return {
        f"stopped {writer} run": InText(who, writer, r"u\.sequence < l\.last_stop", "false"),
        f"stopped {writer} list all": InText(
            who, writer, r"u\.sequence >= l\.last_stop OR", "true OR"
        ),
        f"ended {writer} run": InText(who, writer, r"AND u\.ended_at IS NULL", ""),
        f"{writer} outlive their window": InText(
            who, writer, r"AND \$\d+::timestamptz < u\.valid_until", ""
        ),
        f"{writer} give what the purpose does not need": InText(
            who, writer, r"WHERE (\$\d+::jsonb -> l\.entry_id)", r"WHERE true OR \1"
        ),
        f"{writer} carry where sharing is closed": InText(
            who, writer, r"AND l\.entry_id = ANY \(\$\d+::int\[\]\)", ""
        ),
    }


IN_SQL = {
    **_given(DELEGATE, "delegations"),
    **_given(OFFICIAL, "presentations"),
    "delegations begin early": InText(
        DELEGATE, "delegations", r"AND u\.valid_from <= \$\d+::timestamptz", ""
    ),
    "delegations are for every matter": InText(
        DELEGATE, "delegations", r"u\.matter = (\$\d+::text)", r"(\g<0> OR true)"
    ),
    "delegations need no approval": InText(
        DELEGATE, "delegations", r"u\.approved_at IS NOT NULL AND", ""
    ),
    "delegations are anybody's": InText(
        DELEGATE, "delegations", r"u\.delegate_account = ", "true OR u.delegate_account = "
    ),
    "delegations to a company reach nobody": InText(
        "agent", "delegations", r"OR (u\.delegate_holder)", r"OR false AND \1"
    ),
    "presentations are every official's": InText(
        OFFICIAL, "presentations", r"u\.redeemed_by = \$\d+::uuid\s+AND", ""
    ),
    "presentations follow an official to every office": InText(
        OFFICIAL, "presentations", r"AND u\.redeemed_for = \$\d+::int", ""
    ),
    "presentations are for every scenario": InText(
        OFFICIAL, "presentations", r"u\.scenario = (\$\d+::text)", r"(\g<0> OR true)"
    ),
    "consents are for every case": InText(
        BANK, "requests", r"c\.case_number = (\$\d+::text)", r"(\g<0> OR true)"
    ),
    "refused and withdrawn consents stand": InText(BANK, "requests", r"c\.state = 'GIVEN' AND", ""),
    "consents outlive their period": InText(
        BANK, "requests", r"AND \$\d+::timestamptz < c\.valid_until", ""
    ),
    "stopped consents run": InText(
        BANK, "requests", r"\(c\.sequence < l\.last_stop\) = v\.stopped", "NOT v.stopped"
    ),
    "running consents count as stopped": InText(
        BANK, "requests", r"\(c\.sequence < l\.last_stop\) = v\.stopped", "v.stopped"
    ),
    "one of two holders is everybody": InText(
        BANK,
        "requests",
        r"count\((DISTINCT ordinal|\*)\)( OVER of_key)?\s+= cardinality\(l\.holders\)",
        "true",
    ),
    "who left consents": InText(
        BANK, "requests", r"AND c\.ordinal <= cardinality\(l\.holders\)", ""
    ),
    "a bundle is ticked": InText(BANK, "requests", r"bool_or\(key = ANY \(c\.separate\)\)", "true"),
    "one who ticked ticks for all": InText(BANK, "requests", r"bool_and", "bool_or"),
    "consents do not add up": InText(BANK, "requests", r"bool_or\(key = ANY", "bool_and(key = ANY"),
    "requests serve every entry": InText(BANK, "requests", r"AND r\.entry_id = l\.entry_id", ""),
    "requests begin early": InText(
        BANK, "requests", r"AND r\.valid_from <= \$\d+::timestamptz AND", "AND"
    ),
    "requests outlive their period": InText(
        BANK, "requests", r"AND \$\d+::timestamptz < r\.valid_until", ""
    ),
    "used up requests run": InText(BANK, "requests", r"r\.used < r\.quota", "true"),
    "the last of a quota is no use": InText(
        BANK, "requests", r"r\.used < r\.quota", "r.used + 1 < r.quota"
    ),
    "requests reach without a consent": InText(
        BANK, "requests", r"CASE s\.slot .* ELSE false END", "true"
    ),
    "oversight has no sector": InText(
        OVERSEER, "oversight", r"w\.entries @> to_jsonb\(l\.entry_id\) AND", ""
    ),
    "oversight has no region": InText(
        OVERSEER, "oversight", r"AND starts_with\(l\.region, w\.region\)", ""
    ),
    "an objection opens every license": InText(
        OVERSEER, "oversight", r"AND \(w\.license_id IS NULL OR w\.license_id = l\.id\)", ""
    ),
    "oversight begins early": InText(
        OVERSEER, "oversight", r"w\.since <= \$\d+::timestamptz AND", ""
    ),
    "oversight does not end": InText(
        OVERSEER, "oversight", r"AND \$\d+::timestamptz < w\.until", ""
    ),
}
"""In the SQL that tells what was authorized on a row."""

IN_GUARDS = {
    "ended licenses are lent": InText(BANK, "", r"NOT b\.ended AND '\d", "'1"),
    "a request lists what was asked": InText(
        BANK, "", r" AND '[^']*' = ANY \(q\.(ticked|consented)\)", ""
    ),
    "a bundle is as good as a tick": InText(BANK, "", r"q\.ticked", "q.consented"),
    "only ticks count": InText(BANK, "", r"q\.consented", "q.ticked"),
    "stopped requests carry on": InText(
        BANK, "", r"'(\d+):(\S+)' = ANY \((\S+)\)", r"(\g<0> OR '\1x:\2' = ANY (\3))"
    ),
    "nobody has to answer": InText(BANK, "", r" AND '[^']*' = ANY \(q\.answered\)", ""),
    "each holder speaks for the other": InText(BANK, "", "#2'", "#1'"),
    "any delegation lists every field": InText(
        DELEGATE, "", r"'[^']*' = ANY \(d\.listed\)", "d.reached"
    ),
    "any presentation lists every field": InText(
        OFFICIAL, "", r"'[^']*' = ANY \(s\.listed\)", "s.reached"
    ),
    "every overseer has an objection": InText(
        OVERSEER, "", r"\d+ = ANY \(o\.slots\)", "o.slots IS NOT NULL"
    ),
}
"""In the conditions of guards."""

Patch = pytest.MonkeyPatch


def _serves_every_matter(patch: Patch) -> None:
    patch.setattr(
        KnownRequest,
        "serves",
        lambda one, asker: asker.purpose is not None and asker.purpose.scenario == one.scenario,
    )


def _serves_every_scenario(patch: Patch) -> None:
    patch.setattr(
        KnownRequest,
        "serves",
        lambda one, asker: asker.purpose is not None and asker.purpose.matter in one.matters,
    )


def _oversees_every_case(patch: Patch) -> None:
    patch.setattr(KnownAssignment, "serves", lambda _, asker: asker.purpose is not None)


def _retired_scenarios_stand(patch: Patch) -> None:
    patch.setattr(ScenarioBook, "scenario", lambda book, code: book.scenarios.get(code or ""))


def _retired_matters_stand(patch: Patch) -> None:
    patch.setattr(
        ScenarioBook,
        "matter",
        lambda book, code: book.matters.get(code or ""),
    )


def _anybody_is_a_delegate(patch: Patch) -> None:
    patch.setattr(reach, "DELEGATE_ASSURANCE", 0)
    patch.setattr("hub.policy.rulebook.DELEGATE_ASSURANCE", 0)


def _outlook_changed(change: Callable[[Outlook], Outlook]) -> Callable[[Patch], None]:
    real = reach.outlook_of
    return lambda patch: patch.setattr(plan, "outlook_of", lambda *said: change(real(*said)))


def _full(outlook: Outlook) -> Outlook:
    """Take every request as approved in full."""
    full = msgspec.structs.replace
    return outlook._replace(
        requests=tuple(
            (slot, full(it, forms=dict.fromkeys(it.forms, "FULL"))) for slot, it in outlook.requests
        )
    )


def _signed(outlook: Outlook) -> Outlook:
    """Take every waiver as countersigned."""
    signed = msgspec.structs.replace
    return outlook._replace(
        requests=tuple(
            (slot, signed(it, waiver=it.waiver and signed(it.waiver, countersigned=True)))
            for slot, it in outlook.requests
        )
    )


def _everybody_consents(patch: Patch) -> None:
    """Let the rulebook be told that each holder consented to what anybody did."""
    real = authorized._of_request  # noqa: SLF001 - a fault beside it

    def of_request(*said: Any) -> Any:  # noqa: ANN401 - passed on
        found: Any = real(*said)
        keys = frozenset(key for one in found.consents.values() for key in one.fields)
        every = {ordinal: Consent(keys, keys) for ordinal in (1, 2)}
        return msgspec.structs.replace(found, consents=every if found.consents else {})

    patch.setattr(authorized, "_of_request", of_request)


OTHERWISE: Mapping[str, tuple[str, Callable[[Patch], None]]] = {
    "requests are for every matter": (BANK, _serves_every_matter),
    "requests are for every scenario": (BANK, _serves_every_scenario),
    "oversight is of every case": (OVERSEER, _oversees_every_case),
    "retired scenarios stand": (BANK, _retired_scenarios_stand),
    "matters of retired scenarios stand": (DELEGATE, _retired_matters_stand),
    "anybody is a delegate": (DELEGATE, _anybody_is_a_delegate),
    "masked approvals are full": (BANK, _outlook_changed(_full)),
    "waivers need no countersign": (BANK, _outlook_changed(_signed)),
    "one consents for everybody": (BANK, _everybody_consents),
}
"""Beside texts: who sees it, and how it is planted."""

ENTRUSTED = {
    **{name: it.who for name, it in {**IN_SQL, **IN_GUARDS}.items()},
    **{name: who for name, (who, _) in OTHERWISE.items()},
}
"""Who sees each fault."""


def plant_entrusted(name: str, patch: Patch) -> None:
    """Plant a fault by its name."""
    if name in IN_SQL:
        _, writer, pattern, by = IN_SQL[name]
        patch.setattr(statement, writer, rewritten(getattr(statement, writer), pattern, by))
    elif name in IN_GUARDS:
        _, _, pattern, by = IN_GUARDS[name]
        real = guards.guards
        patch.setattr(plan, "guards", lambda *said: reworded(real(*said), pattern, by))
    else:
        OTHERWISE[name][1](patch)
