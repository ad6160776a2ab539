"""Write licenses fast: what is the same in all rows that were decided alike is written once.

Fields are marked where they are defined. A field without a mark is asked of each row, so that a
mark left out costs time and nothing else; that marks tell the truth is proved by comparing with
answers that the GraphQL core walked.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

from graphql import GraphQLSchema

from hub.identity.bounded import Bounded
from hub.reading.decide import Decided
from hub.reading.value import Reader, nothing
from schema.writing import NULL, Selected, compile_writer, label

if TYPE_CHECKING:
    from schema.licenses.types import License

FORMS_HELD: Final = 1_000

_ALIKE: Final = "alike"
_FORMED: Final = "formed"
_READER: Final = "reader"

ALIKE: Final = {_ALIKE: True}
"""Marks a field whose value, with all below it, is the same in rows decided alike."""

FORMED: Final = {_FORMED: True}
"""Marks a field that has the same objects in rows decided alike, with fields of their own."""

Part = str | Callable[["License"], str]


def read_by(reader: Callable[[Any], Reader]) -> Mapping[str, object]:
    """Mark a field that is one cell's value, and say what reads it in rows decided alike."""
    return {_READER: reader}


class Formed(Protocol):
    """An object below a license, which every row decided alike has too."""

    def maker(self) -> Callable[["License"], object]:
        """Return what makes the same object of another row; it holds nothing of this one."""


class Form(NamedTuple):
    """What is written of all rows decided alike, and what of each is put in between."""

    decided: Decided
    texts: list[str]
    gaps: list[tuple[int, Callable[["License"], str]]]

    def filled(self, license_: "License") -> str:
        """Write one license."""
        texts = self.texts.copy()
        for place, write in self.gaps:
            texts[place] = write(license_)
        return "".join(texts)


class LicenseWriter:
    """Writes what is selected of licenses."""

    def __init__(self, schema: GraphQLSchema, selected: tuple[Selected, ...]) -> None:
        """Take what is selected of each."""
        self._schema = schema
        self._selected = selected
        self._forms: Bounded[tuple[int, tuple[int, ...]], Form] = Bounded(FORMS_HELD)

    def __call__(self, license_: "License") -> str:
        """Write a license."""
        row = license_.row
        key = id(row.decided), row.issuers
        form = self._forms.get(key)
        if form is None or form.decided is not row.decided:
            form = _form(row.decided, self._parts(license_))
            self._forms.put(key, form)
        return form.filled(license_)

    def _parts(self, sample: "License") -> Iterator[Part]:
        return _object(self._schema, self._selected, sample, _itself)


def _form(decided: Decided, parts: Iterator[Part]) -> Form:
    """Join the texts that stand side by side."""
    texts = [""]
    gaps = []
    for part in parts:
        if isinstance(part, str):
            texts[-1] += part
        else:
            gaps.append((len(texts), part))
            texts += ["", ""]
    return Form(decided, texts, gaps)


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
    elif _READER in one.marks:
        reader = one.marks[_READER](sample)
        yield NULL if reader is nothing else partial(_read, reader)
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


def _read(reader: Reader, license_: "License") -> str:
    return reader(license_.view.answer.values, license_.row) or NULL
