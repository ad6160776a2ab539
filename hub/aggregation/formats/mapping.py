"""Map the columns of a department's table to the record form, as its mapping file says."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise
from typing import Annotated, Any, Final, Literal

import msgspec
import yaml

from hub.errors import Kind, Refusal

Path = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]*(\.([a-z][a-z0-9_]*|1?[0-9]))*\Z")]

IsDate = Callable[[str], bool]
"""Tells of a path in an entry's face whether it holds a date."""

ISO_DATE = "%Y-%m-%d"
_INTEGERS = frozenset({"version", "revision", "sequence"})
_DATES = frozenset({"issued_on", "valid_from", "valid_until", "occurred_on"})
_ALWAYS_THERE = frozenset({"", "face"})


class MappingUnreadable(Refusal):
    """A mapping that cannot be read."""

    kind = Kind.INVALID
    zh = "字段映射无法读取：{reason}"
    en = "The mapping cannot be read: {reason}"


class ColumnsMissing(Refusal):
    """A table lacks columns that its mapping names."""

    kind = Kind.INVALID
    zh = "文件缺少映射中的列：{columns}"
    en = "The file has not these columns of its mapping: {columns}"


class ColumnMapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A mapping file: the format of a delivery, and where each of its columns belongs."""

    format: Literal["csv", "xlsx", "ndjson"]
    encoding: Literal["utf-8", "gb18030"] = "utf-8"
    entry: str | None = None
    constants: dict[Path, Any] = {}
    columns: dict[str, Path] = {}
    dates: tuple[str, ...] = (ISO_DATE,)
    values: dict[str, dict[str, str | None]] = {}
    lists: dict[str, str] = {}

    @property
    def digest(self) -> str:
        """Return what tells this mapping from any other."""
        return sha256(msgspec.json.encode(self, order="sorted")).hexdigest()


def read_mapping(text: str | bytes) -> ColumnMapping:
    """Read a mapping from YAML.

    Raises: MappingUnreadable.
    """
    try:
        return msgspec.convert(yaml.safe_load(text), ColumnMapping)
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise MappingUnreadable(reason=_reason(error)) from None


class Mapper:
    """Turns flat rows into records; an empty cell says nothing, unless `values` maps it."""

    def __init__(self, mapping: ColumnMapping, is_date: IsDate) -> None:
        """Take a mapping, and which paths of its entry's face hold dates."""
        self.columns = frozenset(mapping.columns)
        self._cells = [
            (column, path.split("."), _conversion(mapping, column, path, is_date))
            for column, path in mapping.columns.items()
        ]
        entry = {"entry": mapping.entry} if mapping.entry else {}
        constants = entry | mapping.constants
        self._constants = [(path.split("."), value) for path, value in constants.items()]

    def check_header(self, header: Sequence[str]) -> None:
        """Let a table pass that has every column of the mapping.

        Raises: ColumnsMissing.
        """
        if missing := sorted(self.columns.difference(header)):
            raise ColumnsMissing(columns="、".join(missing))

    def record(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return the record that a flat row stands for."""
        record: dict[str, Any] = {}
        for column, path, conversion in self._cells:
            value = conversion(row.get(column))
            if value is not NOTHING:
                _put(record, path, value)
        for path, value in self._constants:
            if _has_parent(record, path):
                _put(record, path, value)
        return record


def plain_mapping(mapping: ColumnMapping, header: Sequence[str]) -> ColumnMapping:
    """Return a mapping for a table whose columns are named by their paths.

    Raises: MappingUnreadable.
    """
    try:
        columns = msgspec.convert({column: column for column in header}, dict[str, Path])
    except msgspec.ValidationError as error:
        raise MappingUnreadable(reason=_reason(error)) from None
    return msgspec.structs.replace(mapping, columns=columns)


NOTHING: Final = object()
"""What an empty cell comes to."""

_Conversion = Callable[[Any], Any]


def _conversion(mapping: ColumnMapping, column: str, path: str, is_date: IsDate) -> _Conversion:
    """Return how a column's cells become values: mapped, split, or read as a date or a number."""
    values, read = mapping.values.get(column, {}), _reading(mapping, column, path, is_date)

    def convert(cell: Any) -> Any:  # noqa: ANN401 - a cell of any table
        text = "" if cell is None else cell.strip() if isinstance(cell, str) else cell
        if isinstance(text, str) and text in values:
            return values[text]
        if text == "":
            return NOTHING
        return read(text) if isinstance(text, str) else text

    return convert


def _reading(
    mapping: ColumnMapping, column: str, path: str, is_date: IsDate
) -> Callable[[str], Any]:
    if column in mapping.lists:
        separator = mapping.lists[column]
        return lambda text: [part for part in map(str.strip, text.split(separator)) if part]
    if path in _INTEGERS:
        return lambda text: int(text) if text.isdecimal() else text
    if is_date(path) or _is_date(path):
        return lambda text: _iso_date(text, mapping.dates)
    return lambda text: text


def _is_date(path: str) -> bool:
    return path in _DATES or path.endswith((".from", ".to"))


@lru_cache(maxsize=8192)
def _iso_date(text: str, formats: tuple[str, ...]) -> str:
    """Return a date as the record form writes it; one that fits no format stays as it is."""
    for form in formats:
        try:
            return datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007 - a day only
        except ValueError:
            continue
    return text


def _put(record: dict[str, Any], path: Sequence[str], value: Any) -> None:  # noqa: ANN401
    """Put a value at its path, making the objects and lists on the way."""
    node: Any = record
    for part, following in pairwise(path):
        node = _below(node, part, [] if following.isdecimal() else {})
    _below(node, path[-1], value)


def _below(node: Any, part: str, empty: Any) -> Any:  # noqa: ANN401 - an object or a list
    if isinstance(node, dict):
        return node.setdefault(part, empty)
    place = int(part)
    node.extend({} for _ in range(len(node), place + 1))
    return node[place]


def _has_parent(record: Mapping[str, Any], path: Sequence[str]) -> bool:
    """Tell whether a constant applies: a second holder's code type only where there is one."""
    if ".".join(path[:-1]) in _ALWAYS_THERE:
        return True
    node: Any = record
    for part in path[:-1]:
        try:
            node = node[int(part) if isinstance(node, list) else part]
        except (KeyError, IndexError):
            return False
    return True


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
