"""An entry is compiled, reviewed, brought in force, published and withdrawn by whom it concerns."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from msgspec.structs import replace

from hub.audit.call import Call
from hub.catalog import commands, refusals
from hub.catalog.revisions import Revision, RevisionState
from hub.catalog.wishes import (
    AcceptEntry,
    DeclareExemption,
    DraftEntry,
    NameEntry,
    ReviseEntry,
    SubmitEntry,
)
from hub.errors import Refusal
from hub.policy.entry import Entry, Exemption
from hub.policy.law import MEASURES
from hub.policy.revision import digest
from hub.policy.terms import Disclosure, Ground, Sharing, SharingState
from tests.entries import LAW, OWNER, TODAY, YESTERDAY, bent, entry, field
from tests.province import CALLERS, CITY, OTHER, By, Province

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("law")]

FOOD = entry(field("scope"))
CODE = FOOD.code
WIDER = bent(FOOD, "scope", disclosure=Disclosure.FULL)
DIGEST = digest(FOOD)
PRIVATE = Exemption(Ground.PRIVACY, "secrets-law")


async def drafted(by: By, body: Entry = FOOD) -> Revision:
    return await commands.draft_entry(by("editor"), DraftEntry(body))


async def submitted(by: By) -> Revision:
    return await commands.submit_entry(by("editor"), SubmitEntry(CODE, (await drafted(by)).number))


async def in_force(by: By) -> Revision:
    return await commands.accept_entry(by("reviewer"), accepting(await submitted(by)))


async def published(by: By) -> Revision:
    revision = await in_force(by)
    await commands.publish_entry(by("publisher"), NameEntry(CODE))
    return revision


async def revised(by: By, body: Entry) -> Revision:
    revision = await commands.revise_entry(by("editor"), ReviseEntry(body))
    return await commands.submit_entry(by("editor"), SubmitEntry(CODE, revision.number))


def accepting(revision: Revision, basis: str | None = None) -> AcceptEntry:
    return AcceptEntry(revision.body.code, revision.number, revision.digest, basis)


async def nothing(by: By) -> None:
    del by


NEW_BASIS = replace(LAW["food-safety-law"], code="another-law")
ACTS: dict[str, tuple[Callable[[By], Awaitable[object]], Callable[[Call], Awaitable[object]]]] = {
    "draft_entry": (nothing, lambda call: commands.draft_entry(call, DraftEntry(FOOD))),
    "revise_entry": (drafted, lambda call: commands.revise_entry(call, ReviseEntry(WIDER))),
    "declare_exemption": (
        in_force,
        lambda call: commands.declare_exemption(call, DeclareExemption(CODE, PRIVATE, "scope")),
    ),
    "submit_entry": (drafted, lambda call: commands.submit_entry(call, SubmitEntry(CODE, 1))),
    "accept_entry": (
        submitted,
        lambda call: commands.accept_entry(call, AcceptEntry(CODE, 1, DIGEST)),
    ),
    "retire_entry": (in_force, lambda call: commands.retire_entry(call, NameEntry(CODE))),
    "publish_entry": (in_force, lambda call: commands.publish_entry(call, NameEntry(CODE))),
    "withdraw_entry": (published, lambda call: commands.withdraw_entry(call, NameEntry(CODE))),
    "declare_legal_basis": (nothing, lambda call: commands.declare_legal_basis(call, NEW_BASIS)),
}
MAY = {
    "draft_entry": {"editor"},
    "revise_entry": {"editor"},
    "declare_exemption": {"editor"},
    "submit_entry": {"editor"},
    "accept_entry": {"reviewer", "publisher"},
    "retire_entry": {"reviewer"},
    "publish_entry": {"publisher"},
    "withdraw_entry": {"publisher"},
    "declare_legal_basis": {"publisher"},
}
OF_THE_DATA_CENTER = {"publish_entry", "withdraw_entry", "declare_legal_basis"}


@pytest.mark.parametrize("act", ACTS)
async def test_refuses_everybody_else_and_changes_nothing(
    act: str, by: By, province: Province
) -> None:
    prepare, try_it = ACTS[act]
    await prepare(by)
    before, audited = await province.catalog(), len(await province.audited())
    strangers = [who for who in CALLERS if who not in MAY[act]]
    expected = refusals.DataCenterAlone if act in OF_THE_DATA_CENTER else refusals.NotYourEntry
    for who in strangers:
        with pytest.raises(expected):
            await try_it(by(who))
    assert await province.catalog() == before
    recorded = (await province.audited())[audited:]
    assert [(was, outcome, account) for was, _, outcome, account in recorded] == [
        (act, expected.__name__, province.caller(who).account_id) for who in strangers
    ]


@pytest.mark.parametrize(("act", "who"), [(act, who) for act in ACTS for who in sorted(MAY[act])])
async def test_lets_act_whom_it_concerns(act: str, who: str, by: By, province: Province) -> None:
    prepare, do_it = ACTS[act]
    await prepare(by)
    before = await province.catalog()
    await do_it(by(who))
    assert await province.catalog() != before
    *_, (recorded, _, outcome, account) = await province.audited()
    assert (recorded, outcome, account) == (act, "DONE", province.caller(who).account_id)


async def test_an_entry_goes_from_draft_to_in_force_to_retired(by: By) -> None:
    first = await in_force(by)
    assert (first.number, first.state, first.body) == (1, RevisionState.IN_FORCE, FOOD)
    second = await revised(by, replace(FOOD, template="permit"))
    assert (second.number, second.state) == (2, RevisionState.SUBMITTED)
    await commands.accept_entry(by("publisher"), accepting(second))
    retired = await commands.retire_entry(by("reviewer"), NameEntry(CODE))
    assert (retired.number, retired.state) == (2, RevisionState.RETIRED)


async def test_a_new_revision_retires_the_former(by: By, province: Province) -> None:
    await in_force(by)
    await commands.accept_entry(
        by("reviewer"), accepting(await revised(by, replace(FOOD, zh="证")))
    )
    states = await province.rows("SELECT number, state FROM catalog_revision ORDER BY number")
    assert states == [(1, "RETIRED"), (2, "IN_FORCE")]


async def test_a_draft_is_written_anew_under_the_same_number(by: By, province: Province) -> None:
    await submitted(by)
    again = await commands.revise_entry(by("editor"), ReviseEntry(WIDER))
    assert (again.number, again.state, again.submitted_at) == (1, RevisionState.DRAFT, None)
    assert again.body == WIDER
    assert await province.rows("SELECT count(*) FROM catalog_revision") == [(1,)]


async def test_sharing_opens_closes_and_opens_again(by: By) -> None:
    await published(by)
    withdrawn = await commands.withdraw_entry(by("publisher"), NameEntry(CODE))
    assert withdrawn.sharing is SharingState.WITHDRAWN
    opened = await commands.publish_entry(by("publisher"), NameEntry(CODE))
    assert opened.sharing is SharingState.OPEN


async def test_shows_what_a_submitted_revision_widens(by: By) -> None:
    await in_force(by)
    revision = await revised(by, WIDER)
    assert {(change.key, change.direction.value) for change in revision.changes} == {
        ("scope", "WIDENS")
    }


@pytest.mark.parametrize("basis", [None, "no-such-law", "lapsed-law", "coming-law"])
async def test_refuses_to_widen_without_a_basis_in_force(
    basis: str | None, by: By, province: Province
) -> None:
    await in_force(by)
    revision = await revised(by, WIDER)
    before = await province.catalog()
    with pytest.raises(refusals.WideningWithoutBasis) as refused:
        await commands.accept_entry(by("reviewer"), accepting(revision, basis))
    assert refused.value.difference == revision.changes
    assert await province.catalog() == before


@pytest.mark.parametrize("basis", ["food-safety-law", "measures-21"])
async def test_widens_on_a_basis_and_remembers_it(basis: str, by: By) -> None:
    await in_force(by)
    accepted = await commands.accept_entry(
        by("reviewer"), accepting(await revised(by, WIDER), basis)
    )
    assert accepted.widening_basis == basis
    assert accepted.state is RevisionState.IN_FORCE


async def test_accepts_only_what_the_reviewer_read(by: By) -> None:
    read = await submitted(by)
    await revised(by, WIDER)
    with pytest.raises(refusals.RevisionChanged):
        await commands.accept_entry(by("reviewer"), accepting(read))


async def test_nobody_accepts_what_they_drafted(by: By) -> None:
    revision = await submitted(by)
    call = by("reviewer")
    call.caller = replace(call.caller, account_id=by("editor").caller.account_id)
    with pytest.raises(refusals.ReviewsOwnDraft):
        await commands.accept_entry(call, accepting(revision))
    assert (await commands.accept_entry(by("reviewer"), accepting(revision))).number == 1


async def test_declares_a_field_exempt_and_no_longer_disclosed(by: By) -> None:
    await in_force(by)
    exempt = await commands.declare_exemption(
        by("editor"), DeclareExemption(CODE, PRIVATE, "number")
    )
    assert (exempt.number, exempt.state) == (2, RevisionState.DRAFT)
    assert exempt.body == bent(
        FOOD, "number", sharing=Sharing.EXEMPT, exemption=PRIVATE, disclosure=Disclosure.NONE
    )


async def test_declares_a_whole_entry_exempt(by: By) -> None:
    await in_force(by)
    exempt = await commands.declare_exemption(by("editor"), DeclareExemption(CODE, PRIVATE))
    assert (exempt.body.sharing, exempt.body.exemption) == (Sharing.EXEMPT, PRIVATE)
    assert {said.disclosure for said in exempt.body.fields} == {Disclosure.NONE}


async def test_a_successor_revises_under_its_own_name(by: By, province: Province) -> None:
    await in_force(by)
    call = by("other_editor")
    line = (province.ids[OTHER], province.ids[OWNER])
    call.caller = replace(call.caller, issuer_organizations=line)
    revision = await commands.revise_entry(call, ReviseEntry(replace(FOOD, owner=OTHER)))
    revision = await commands.submit_entry(call, SubmitEntry(CODE, revision.number))
    await commands.accept_entry(by("publisher"), accepting(revision))
    assert await province.rows("SELECT owner_id FROM catalog_entry") == [(province.ids[OTHER],)]


async def test_only_the_end_of_a_legal_basis_is_declared_again(by: By) -> None:
    ended = replace(LAW["food-safety-law"], in_force_until=TODAY)
    assert await commands.declare_legal_basis(by("publisher"), ended) == ended
    with pytest.raises(refusals.LegalBasisTaken):
        await commands.declare_legal_basis(by("publisher"), replace(ended, en="Another law"))
    with pytest.raises(refusals.LegalBasisTaken):
        await commands.declare_legal_basis(by("publisher"), MEASURES["measures-5"])


@pytest.mark.parametrize(
    "said",
    [{"zh": " "}, {"in_force_until": LAW["food-safety-law"].in_force_from.replace(year=2000)}],
)
async def test_refuses_a_faulty_legal_basis(said: dict[str, object], by: By) -> None:
    with pytest.raises(refusals.LegalBasisFaulty):
        await commands.declare_legal_basis(by("publisher"), replace(NEW_BASIS, **said))


async def fails(call: Awaitable[object], refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        await call


async def test_refuses_what_is_not_there(by: By) -> None:
    await drafted(by)
    unknown = NameEntry("no-such-entry")
    await fails(commands.retire_entry(by("reviewer"), unknown), refusals.EntryNotFound)
    await fails(
        commands.submit_entry(by("editor"), SubmitEntry(CODE, 2)), refusals.RevisionNotFound
    )
    exempting = DeclareExemption(CODE, PRIVATE, "no_such_field")
    await fails(commands.declare_exemption(by("editor"), exempting), refusals.FieldNotFound)


async def test_refuses_what_has_not_come_so_far(by: By) -> None:
    draft = await drafted(by)
    await fails(
        commands.accept_entry(by("reviewer"), accepting(draft)), refusals.WrongRevisionState
    )
    await fails(commands.retire_entry(by("reviewer"), NameEntry(CODE)), refusals.WrongRevisionState)
    await fails(commands.publish_entry(by("publisher"), NameEntry(CODE)), refusals.NotPublishable)
    await fails(commands.withdraw_entry(by("publisher"), NameEntry(CODE)), refusals.NotPublished)
    await commands.submit_entry(by("editor"), SubmitEntry(CODE, 1))
    again = commands.submit_entry(by("editor"), SubmitEntry(CODE, 1))
    await fails(again, refusals.WrongRevisionState)


async def test_publishes_once(by: By) -> None:
    await published(by)
    await fails(commands.publish_entry(by("publisher"), NameEntry(CODE)), refusals.NotPublishable)


@pytest.mark.parametrize("owner", [CITY, "11519999MB5190042K", "nobody"])
async def test_refuses_an_owner_that_is_no_provincial_department(owner: str, by: By) -> None:
    draft = DraftEntry(replace(FOOD, owner=owner))
    await fails(commands.draft_entry(by("city_editor"), draft), refusals.OwnerUnfit)


async def test_gives_no_entry_away(by: By) -> None:
    await drafted(by)
    given = ReviseEntry(replace(FOOD, owner=OTHER))
    await fails(commands.revise_entry(by("editor"), given), refusals.NotYourEntry)


@pytest.mark.parametrize("said", [{"code": "food"}, {"type_code": f"{OWNER}002"}])
async def test_refuses_a_code_that_is_taken(said: dict[str, object], by: By) -> None:
    await drafted(by)
    await fails(drafted(by, replace(FOOD, **said)), refusals.EntryCodeTaken)


async def test_refuses_a_faulty_entry_and_tells_each_fault(by: By, province: Province) -> None:
    faulty = bent(replace(FOOD, max_holders=0), "scope", sharing=Sharing.EXEMPT)
    before = await province.catalog()
    with pytest.raises(refusals.EntryFaulty) as refused:
        await drafted(by, faulty)
    assert [(fault.code.value, fault.key) for fault in refused.value.faults] == [
        ("HOLDERS_RANGE", None),
        ("EXEMPTION_MISSING", "scope"),
    ]
    assert "scope" in refused.value.message_en
    assert "第二十二条" in refused.value.message_zh
    assert await province.catalog() == before


async def test_refuses_to_accept_what_a_lapsed_law_no_longer_carries(by: By) -> None:
    revision = await submitted(by)
    ended = replace(LAW["food-safety-law"], in_force_until=YESTERDAY)
    await commands.declare_legal_basis(by("publisher"), ended)
    await fails(commands.accept_entry(by("reviewer"), accepting(revision)), refusals.EntryFaulty)


@pytest.mark.parametrize("basis", ["no-such-law", "lapsed-law"])
async def test_no_basis_no_exemption(basis: str, by: By, province: Province) -> None:
    await in_force(by)
    before = await province.catalog()
    wish = DeclareExemption(CODE, Exemption(Ground.PRIVACY, basis), "scope")
    await fails(commands.declare_exemption(by("editor"), wish), refusals.ExemptionWithoutBasis)
    assert await province.catalog() == before


async def test_a_key_repeats_nothing(by: By, province: Province) -> None:
    first = await commands.draft_entry(by("editor"), DraftEntry(FOOD), key="k1")
    before = await province.catalog()
    assert await commands.draft_entry(by("editor"), DraftEntry(FOOD), key="k1") == first
    assert await province.catalog() == before


async def test_of_two_who_revise_at_once_both_write_the_one_draft(
    by: By, province: Province
) -> None:
    await in_force(by)
    wishes = [ReviseEntry(replace(FOOD, template=name)) for name in ("permit", "certificate")]
    await asyncio.gather(*(commands.revise_entry(by("editor"), wish) for wish in wishes))
    numbers = await province.rows("SELECT number FROM catalog_revision ORDER BY number")
    assert numbers == [(1,), (2,)]
