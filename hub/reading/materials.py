"""The material check: which licenses that a matter asks for are there, in force (art. 18).

What a holder has is told to the holder, to a delegate for the matter, and to an organization whose
case in the matter was consented to; to each as far as the license is theirs to reach. Nobody else
learns whether there is anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from hub.audit.call import Call
from hub.authorizations.delegations.reached import delegated_licenses
from hub.authorizations.scenarios.book import Material, MatterFacts, ScenarioFacts
from hub.errors import Kind, Refusal
from hub.policy.entry import STATUS
from hub.policy.states import LicenseState
from hub.policy.terms import Basis, SharingState
from hub.reading.authorized import Given
from hub.reading.decide import DecidedCell, Row
from hub.reading.read import Answer, PurposeNeeded, Reading
from hub.reading.scope import ById, Holdings, Page, Query, Scope, UnderScenario, Wanted

MOST_LICENSES = 100
"""How many licenses of one entry are looked at: the newest."""

_WANTED = Wanted(frozenset({STATUS}))


class MaterialFinding(StrEnum):
    """What was found of a material."""

    COVERED = "COVERED"
    MISSING = "MISSING"
    NOT_IN_FORCE = "NOT_IN_FORCE"
    NOT_SHARED = "NOT_SHARED"  # the data center does not share licenses of the entry
    STATE_HIDDEN = "STATE_HIDDEN"  # the status is withheld or masked; the decision says why


class MatterNotFound(Refusal):
    """No scenario that stands has such a matter."""

    kind = Kind.NOT_FOUND
    zh = "未找到事项 {code}，或其应用场景已停用"
    en = "There is no matter {code}, or its scenario is retired"


class NothingToCheck(Refusal):
    """Nothing entitles this caller to a check; the same whatever licenses there are."""

    kind = Kind.NOT_FOUND
    zh = "没有可供您核对的材料：须为持证主体、本事项的受托人，或本办件已获同意的单位"
    en = "Nothing here for you to check: be the holder, a delegate, or consented to in this case"


class CheckedForAnotherMatter(Refusal):
    """The stated purpose does not name the matter that is checked."""

    kind = Kind.INVALID
    zh = "用证目的中未写明所核对的事项，或与之不一致"
    en = "The stated purpose does not name the matter that is checked"


@dataclass(frozen=True)
class HeldMaterial:
    """A license of the entry that a material names, with what was decided of its status."""

    row: Row
    answer: Answer
    cell: DecidedCell

    @property
    def state(self) -> LicenseState | None:
        """Return where it stands, if its status may be shown."""
        return self.row.decided.state if self.cell.granted else None

    @property
    def key(self) -> tuple[UUID, UUID]:
        """Return the key under which the license lives."""
        return self.row.record["holder_key"], self.row.record["id"]


@dataclass(frozen=True)
class CheckedMaterial:
    """One material of a matter, the licenses found for it, and what follows."""

    material: Material
    licenses: Sequence[HeldMaterial]
    shared: bool

    @property
    def finding(self) -> MaterialFinding:
        """Return what was found: one license in force that can be used is enough."""
        states = {held.state for held in self.licenses}
        if not states:
            return MaterialFinding.MISSING
        if not self.shared:
            return MaterialFinding.NOT_SHARED
        if LicenseState.IN_FORCE in states:
            return MaterialFinding.COVERED
        return MaterialFinding.STATE_HIDDEN if None in states else MaterialFinding.NOT_IN_FORCE


@dataclass(frozen=True)
class MaterialCheck:
    """A matter with all that was found of its materials."""

    matter: MatterFacts
    materials: Sequence[CheckedMaterial]

    @property
    def complete(self) -> bool:
        """Tell whether everything that must be there is covered, so that no paper is needed."""
        return all(
            one.finding is MaterialFinding.COVERED
            for one in self.materials
            if one.material.required
        )


async def material_check(
    reading: Reading, call: Call, code: str, principal: UUID | None = None
) -> MaterialCheck:
    """Check which materials of a matter the licenses within reach cover (材料核对, art. 18).

    With a principal, those that this holder delegated to the caller for the matter.

    Raises: MatterNotFound, NothingToCheck, PurposeNeeded, CheckedForAnotherMatter.
    """
    call.usage.decided = True
    catalog = await reading.current_catalog(call)
    matter, scenario = reading.scenarios.matter(code), reading.scenarios.scenario_of(code)
    if matter is None or scenario is None:
        raise MatterNotFound(code=code)
    if call.purpose is not None and call.purpose.matter not in (None, code):
        raise CheckedForAnotherMatter
    if principal is not None or call.caller.organization is not None:
        _demand_purpose(call)
    found = await _within_reach(reading, call, matter, scenario, principal)
    return MaterialCheck(
        matter,
        [
            CheckedMaterial(
                material,
                [held for held in found if held.row.decided.shelf.code == material.entry],
                catalog.by_code[material.entry].sharing is SharingState.OPEN,
            )
            for material in matter.materials
        ],
    )


def _demand_purpose(call: Call) -> None:
    """Let whoever checks another's materials pass with a purpose that names the matter.

    Raises: PurposeNeeded, CheckedForAnotherMatter.
    """
    if call.purpose is None:
        raise PurposeNeeded
    if call.purpose.matter is None:
        raise CheckedForAnotherMatter


async def _within_reach(
    reading: Reading,
    call: Call,
    matter: MatterFacts,
    scenario: ScenarioFacts,
    principal: UUID | None,
) -> list[HeldMaterial]:
    """Return the licenses within reach of the caller: own, delegated, or consented to.

    Raises: NothingToCheck.
    """
    if principal is not None:
        found = await _delegated(reading, call, matter, principal)
    elif call.caller.organization is not None:
        found = await _scoped(reading, call, matter, UnderScenario(scenario.code))
    elif call.own_keys:
        return await _scoped(reading, call, matter, Holdings())
    else:
        found = []
    if not found:
        raise NothingToCheck
    return found


async def _scoped(
    reading: Reading, call: Call, matter: MatterFacts, scope: Scope
) -> list[HeldMaterial]:
    found: list[HeldMaterial] = []
    page = Page(MOST_LICENSES, backward=True)
    for material in matter.materials:
        query = Query(scope, _WANTED, entry=material.entry, page=page)
        answer = await reading.read(call, query)
        found += [_held(row, answer) for row in answer.rows]
    return found


async def _delegated(
    reading: Reading, call: Call, matter: MatterFacts, principal: UUID
) -> list[HeldMaterial]:
    """Read each license that the principal delegated for the matter, and drop what has ended."""
    found: list[HeldMaterial] = []
    for key in await delegated_licenses(call, principal, matter.code):
        answer = await reading.read(call, Query(ById(*key), _WANTED))
        found += [_held(row, answer) for row in answer.rows if _reached_for(row, principal)]
    return found


def _reached_for(row: Row, principal: UUID) -> bool:
    return any(
        isinstance(one, Given)
        and one.basis is Basis.DELEGATION
        and UUID(one.holder_key) == principal
        for one in row.authorized
    )


def _held(row: Row, answer: Answer) -> HeldMaterial:
    cell = next(cell for cell in row.decided.cells if cell.cell.field.key == STATUS)
    return HeldMaterial(row, answer, cell)
