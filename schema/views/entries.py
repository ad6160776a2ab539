"""What the typed view of each published entry is called and holds; pure, of the catalog alone.

What is published is public, so a view may say it to everybody; nothing here looks at a license.
"""

import re
from collections.abc import Collection, Iterable, Iterator

import msgspec

from hub.catalog.queries import Shelf
from hub.policy.entry import Entry
from hub.policy.terms import FieldType, SharingState, Subject

OF_EVERY_FACE = frozenset({"entry", "revision"})
"""Names that every face has of its own."""

_WORDS = re.compile(r"[a-z][a-z0-9]*(?:-[a-z][a-z0-9]*)*")


class FieldView(msgspec.Struct, frozen=True):
    """One field as a view shows it."""

    name: str
    key: str
    type: FieldType
    each_holder: bool
    """Whether there is one for each holder."""
    zh: str
    en: str
    dropped: bool
    """Whether the latest revision has it no more."""


class EntryView(msgspec.Struct, frozen=True):
    """One published entry as a type."""

    name: str
    code: str
    zh: str
    en: str
    fields: tuple[FieldView, ...]


def views_of(shelves: Iterable[Shelf], taken: Collection[str]) -> tuple[EntryView, ...]:
    """Return the view of each published entry; `taken` are the names of the hub's own types."""
    return tuple(_view(shelf, taken) for shelf in shelves if shelf.sharing is SharingState.OPEN)


def _view(shelf: Shelf, taken: Collection[str]) -> EntryView:
    entry = shelf.entry
    return EntryView(type_name(entry, taken), entry.code, entry.zh, entry.en, tuple(_fields(shelf)))


def type_name(entry: Entry, taken: Collection[str]) -> str:
    """Name the type of an entry by what never changes of it, and by no other entry.

    `business-license` is `BusinessLicense`. A code of another form, or one whose name is a type of
    the hub's own, gives way to the type code, as in `Face_11519999MB519000X3001`.
    """
    name = "".join(word.capitalize() for word in entry.code.split("-"))
    if _WORDS.fullmatch(entry.code) is None or name in taken:
        return f"Face_{entry.type_code}"
    return name


def _fields(shelf: Shelf) -> Iterator[FieldView]:
    """Yield every field that an entry ever had, in the order in which they came."""
    policy, latest = shelf.policy.by_key, shelf.entry.by_key
    revisions = [shelf.revisions[number] for number in sorted(shelf.revisions)]
    keys = dict.fromkeys(field.key for revision in revisions for field in revision.fields)
    for key, name in field_names(keys).items():
        field = policy[key]
        each = field.subject is Subject.HOLDER
        yield FieldView(name, key, field.type, each, field.zh, field.en, key not in latest)


def field_names(keys: Iterable[str]) -> dict[str, str]:
    """Name fields by their keys, each name as it was when its key first came.

    `registered_capital` is `registeredCapital`. Where an earlier key has that name, or every face
    has, the key itself is the name, with an underscore behind it if need be.
    """
    names: dict[str, str] = {}
    used = set(OF_EVERY_FACE)
    for key in keys:
        first, *others = filter(None, key.split("_"))
        name = first + "".join(word.capitalize() for word in others)
        name = key if name in used else name
        while name in used:
            name += "_"
        used.add(name)
        names[key] = name
    return names
