"""Write licenses fast: what is the same in all rows that were decided alike is written once.

Fields are marked where they are defined. A field without a mark is asked of each row, so that a
mark left out costs time and nothing else; that marks tell the truth is proved by comparing with
answers that the GraphQL core walked.
"""

from binascii import a2b_base64
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol, TypeAlias

from graphql import GraphQLSchema

from hub.identity.bounded import Bounded
from hub.reading.cells import SEALED
from hub.reading.decide import Decided, Row
from hub.reading.value import Reader, Stored, WorkedOut, nothing
from schema.writing import NULL, Selected, compile_writer, label

if TYPE_CHECKING:
    from schema.licenses.types import License
    from schema.view import View

FORMS_HELD: Final = 1_000

_ALIKE: Final = "alike"
_FORMED: Final = "formed"
_ISSUED: Final = "issued"
_READER: Final = "reader"
_WRITTEN: Final = "written"

ALIKE: Final = {_ALIKE: True}
"""Marks a field whose value, with all below it, is the same in rows decided alike."""

FORMED: Final = {_FORMED: True}
"""Marks a field that has the same objects in rows decided alike, with fields of their own."""

BY_ISSUERS: Final = {_ISSUED: True}
"""Marks a field of a license that is the same in rows decided alike which have the same issuers."""

Part: TypeAlias = "str | Stored | Of | Issued | Callable[[License], str]"
"""What is written: a text, a cell where it lies in the row, or whatever is asked of each license.
"""


def read_by(reader: Callable[[Any], Reader]) -> Mapping[str, object]:
    """Mark a field that is one cell's value, and say what reads it in rows decided alike."""
    return {_READER: reader}


def written_by(write: Callable[[Row, "View"], str]) -> Mapping[str, object]:
    """Mark a field of a license of which its JSON is written without the license being made."""
    return {_WRITTEN: write}


class Formed(Protocol):
    """An object below a license, which every row decided alike has too."""

    def maker(self) -> Callable[["License"], object]:
        """Return what makes the same object of another row; it holds nothing of this one."""


class Of(NamedTuple):
    """Writes what a row says, and needs no license made of it."""

    write: Callable[[Row, "View"], str]


class Issued(NamedTuple):
    """Writes what is the same in rows decided alike that have the same issuers."""

    write: Callable[["License"], str]


Issuers = tuple[int, tuple[int, ...] | None]


class Form(NamedTuple):
    """What is written of all rows decided alike, and what of each is put in between."""

    decided: Decided
    texts: list[str]
    cells: list[tuple[int, int, bytes]]
    """Where cells are put that are written as they were stored, with their places and names."""
    written: list[tuple[int, Callable[[Row, "View"], str]]]
    issued: list[tuple[int, Callable[["License"], str], dict[Issuers, str]]]
    """Where what goes by issuers is put, with what was written for those met before."""
    gaps: list[tuple[int, Callable[["License"], str]]]

    def filled(self, row: Row, view: "View", make: Callable[..., "License"]) -> str:
        """Write one license."""
        texts = self.texts.copy()
        if self.cells:
            self._fill(texts, row, view.answer.values.open)
        for place, write in self.written:
            texts[place] = write(row, view)
        if self.issued:
            self._issue(texts, row, view, make)
        if self.gaps:
            license_ = make(row=row, view=view)
            for place, tell in self.gaps:
                texts[place] = tell(license_)
        return "".join(texts)

    def _fill(self, texts: list[str], row: Row, unseal: Callable[[bytes, bytes], bytes]) -> None:
        """Put the cells of a row in their places, each as `Stored` reads it."""
        stored, version = row.record["cells"], row.record["face_id"].bytes
        for place, position, name in self.cells:
            text = stored and stored[position]
            if text is None:
                texts[place] = NULL
            elif text[0] == SEALED:
                texts[place] = unseal(a2b_base64(text[1:]), version + name).decode()
            else:
                texts[place] = text

    def _issue(
        self, texts: list[str], row: Row, view: "View", make: Callable[..., "License"]
    ) -> None:
        more = row.record["co_issuers"]
        issuers = row.record["issuer_id"], more and tuple(more)
        for place, tell, known in self.issued:
            if (told := known.get(issuers)) is None:
                told = known[issuers] = tell(make(row=row, view=view))
            texts[place] = told


class LicenseWriter:
    """Writes what is selected of licenses."""

    def __init__(
        self,
        schema: GraphQLSchema,
        selected: tuple[Selected, ...],
        make: Callable[..., "License"],
    ) -> None:
        """Take what is selected of each, and what makes a license where one is needed."""
        self._schema = schema
        self._selected = selected
        self._make = make
        self._forms: Bounded[int, Form] = Bounded(FORMS_HELD)
        self._last: Form | None = None

    def __call__(self, license_: "License") -> str:
        """Write a license."""
        return self.write(license_.row, license_.view)

    def write(self, row: Row, view: "View") -> str:
        """Write the license that a row is."""
        decided, form = row.decided, self._last
        if form is None or form.decided is not decided:
            form = self._last = self._form(row, view)
        return form.filled(row, view, self._make)

    def _form(self, row: Row, view: "View") -> Form:
        """Return the form of rows that were decided as one was, made if it is the first."""
        decided = row.decided
        form = self._forms.get(id(decided))
        if form is None or form.decided is not decided:
            sample = self._make(row=row, view=view)
            form = _form(decided, _object(self._schema, self._selected, sample, _itself))
            self._forms.put(id(decided), form)
        return form


def _form(decided: Decided, parts: Iterator[Part]) -> Form:
    """Join the texts that stand side by side."""
    form = Form(decided, [""], [], [], [], [])
    for part in parts:
        if isinstance(part, str):
            form.texts[-1] += part
            continue
        place = len(form.texts)
        form.texts.extend(("", ""))
        if isinstance(part, Stored):
            form.cells.append((place, part.position, part.name))
        elif isinstance(part, Of):
            form.written.append((place, part.write))
        elif isinstance(part, Issued):
            form.issued.append((place, part.write, {}))
        else:
            form.gaps.append((place, part))
    return form


def _itself(license_: "License") -> object:
    return license_


def _object(
    schema: GraphQLSchema,
    selected: tuple[Selected, ...],
    sample: object,
    make: Callable[["License"], object],
) -> Iterator[Part]:
    yield "{"
    for place, one in enumerate(selected):
        yield ("," if place else "") + label(one)
        yield from _field(schema, one, sample, make)
    yield "}"


def _field(
    schema: GraphQLSchema, one: Selected, sample: object, make: Callable[["License"], object]
) -> Iterator[Part]:
    if _ALIKE in one.marks:
        yield compile_writer(schema, one.type, one.below)(one.get(sample))
    elif _FORMED in one.marks:
        yield from _formed(schema, one, one.get(sample))
    elif _ISSUED in one.marks:
        write_issued = compile_writer(schema, one.type, one.below)
        yield Issued(lambda license_: write_issued(one.get(make(license_))))
    elif _READER in one.marks:
        yield _value(one.marks[_READER](sample), sample)
    elif _WRITTEN in one.marks:
        yield Of(one.marks[_WRITTEN])
    else:
        write = compile_writer(schema, one.type, one.below)
        yield lambda license_: write(one.get(make(license_)))


def _formed(schema: GraphQLSchema, one: Selected, value: Any) -> Iterator[Part]:  # noqa: ANN401 - whatever a field returns
    if value is None:
        yield NULL
    elif isinstance(value, list):
        yield "["
        for place, each in enumerate(value):
            yield "," if place else ""
            yield from _formed(schema, one, each)
        yield "]"
    else:
        selected = one.below[type(value).__name__]
        yield from _object(schema, selected, value, value.maker())


def _value(reader: Reader, sample: Any) -> Part:  # noqa: ANN401 - a license, or a cell of one
    """Return what writes a cell: what all rows alike have too is read once."""
    if reader is nothing:
        return NULL
    if isinstance(reader, Stored):
        return reader
    if isinstance(reader, WorkedOut) and reader.by_issuers:
        return Issued(partial(_read, reader))
    if isinstance(reader, WorkedOut):
        return reader(sample.view.answer.values, sample.row) or NULL
    return partial(_read, reader)


def _read(reader: Reader, license_: "License") -> str:
    return reader(license_.view.answer.values, license_.row) or NULL
