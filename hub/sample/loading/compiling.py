"""Compile the catalog: declare the law, bring each revision in force, publish the entries."""

from collections.abc import Iterator

from hub.catalog.commands import (
    accept_entry,
    declare_legal_basis,
    draft_entry,
    publish_entry,
    revise_entry,
    submit_entry,
)
from hub.catalog.revisions import Revision
from hub.catalog.wishes import AcceptEntry, DraftEntry, NameEntry, ReviseEntry, SubmitEntry
from hub.clock import held_at
from hub.identity.terms import Role
from hub.policy.difference import widening
from hub.policy.entry import Entry
from hub.sample.files import FOUNDED, REVISED, load_entries, load_law
from hub.sample.loading.stage import Stage, Told, morning, persona_in
from hub.sample.shelves import UNPUBLISHED

PUBLISHER = "publisher"


async def compile_catalog(stage: Stage) -> None:
    """Let the departments compile what the data center then publishes (art. 7, 13)."""
    with held_at(morning(FOUNDED)):
        for basis in load_law().values():
            await declare_legal_basis(await stage.call(PUBLISHER), basis)
    entries = load_entries()
    for done, (entry, number) in enumerate(entries, 1):
        with held_at(morning(FOUNDED if number == 1 else REVISED)):
            await _bring_in_force(stage, entry, number)
            if number == 1 and entry.code not in UNPUBLISHED:
                await publish_entry(await stage.call(PUBLISHER), NameEntry(entry.code))
        stage.tell(Told("catalog", done, len(entries)))


async def _bring_in_force(stage: Stage, entry: Entry, number: int) -> None:
    editor = persona_in(entry.owner, Role.CATALOG_EDITOR)
    reviewer = persona_in(entry.owner, Role.CATALOG_REVIEWER)
    if number == 1:
        await draft_entry(await stage.call(editor), DraftEntry(entry))
    else:
        await revise_entry(await stage.call(editor), ReviseEntry(entry))
    submitted = await submit_entry(await stage.call(editor), SubmitEntry(entry.code, number))
    basis = next(_widening_bases(entry, submitted), None)
    wish = AcceptEntry(entry.code, number, submitted.digest, basis)
    await accept_entry(await stage.call(reviewer), wish)


def _widening_bases(entry: Entry, submitted: Revision) -> Iterator[str]:
    """Return the provisions by which a revision shows more than the one before."""
    for change in widening(submitted.changes):
        yield entry.by_key[change.key].legal_basis or entry.legal_basis
