"""Take ZIP files apart strictly: rebuilt in the one deterministic way, they are the same bytes.

Files lie in it as they are. What DEFLATE makes of them differs from one build of zlib to the next,
so that a packed file could not be told from an altered one everywhere and for good.
"""

import re
import zlib
from collections.abc import Iterator
from struct import calcsize, pack, unpack_from
from struct import error as StructError  # noqa: N812 - it is a class
from typing import NamedTuple

from .report import Budget, FailedError

LOCAL, CENTRAL, END = "<4s5H3I2H", "<4s6H3I5H2I", "<4s4H2IH"
LOCAL_MARK, CENTRAL_MARK, END_MARK = b"PK\3\4", b"PK\1\2", b"PK\5\6"
VERSION = 20
FIRST_DAY = 0x21  # 1980-01-01, as a ZIP writes it
RIGHTS = 0o600 << 16
STORED = 0
SAFE_NAME = re.compile(r"(?!/)(?:(?!\.{1,2}/)[A-Za-z0-9._-]+/)*(?!\.{1,2}$)[A-Za-z0-9._-]{1,200}")


HEADER_NAME = re.compile(
    rb"PK\x03\x04.{26}([A-Za-z0-9._/-]{1,200}?(?:\.xml|\.txt|\.der))", re.DOTALL
)


class Entry(NamedTuple):
    """One file of an archive, as the directory at the end tells of it."""

    name: str
    crc: int
    size: int
    offset: int


class Unpacked(NamedTuple):
    """The files of an archive in their order, and what is wrong with it."""

    files: dict[str, bytes]
    wrong: tuple[FailedError, ...]


def unpack_archive(data: bytes, budget: Budget) -> Unpacked:
    """Return the files of an archive and every difference from the deterministic archive of them.

    Raises:
        FailedError: it cannot be taken apart, or is larger than can be checked.

    """
    files: dict[str, bytes] = {}
    wrong, directory, position = [], b"", 0
    end = len(data) - calcsize(END)
    listed, start = list(_directory(data)), _start(data)
    for entry in listed:
        if entry.name in files or not SAFE_NAME.fullmatch(entry.name):
            raise FailedError("CONTAINER_ALTERED", f"entry {len(files) + 1}")
        content = _content(data, entry, budget)
        files[entry.name] = content
        if zlib.crc32(content) != entry.crc:
            wrong.append(FailedError("FILE_ALTERED", entry.name))
        local, central = _rebuild(entry, content, position)
        told = data[entry.offset : entry.offset + len(local)]
        if entry.offset != position or (told != local and zlib.crc32(content) == entry.crc):
            wrong.append(FailedError("CONTAINER_ALTERED", entry.name))
        directory += central
        position += len(local)
    rest = (len(listed), len(listed), len(directory), position, 0)
    expected = directory + pack(END, END_MARK, 0, 0, *rest)
    if (data[start:], position) != (expected, start) or end < start:
        wrong.append(FailedError("CONTAINER_ALTERED", "directory"))
    return Unpacked(files, tuple(wrong))


def entry_names(data: bytes) -> set[str]:
    """Return the names in an archive; those of its headers, where its directory is broken."""
    names: set[str] = set()
    try:
        names.update(entry.name for entry in _directory(data))
    except (FailedError, StructError):
        names.clear()
    if not names:
        names.update(found.decode() for found in HEADER_NAME.findall(data))
    return names


def _start(data: bytes) -> int:
    return int(unpack_from(END, data, len(data) - calcsize(END))[6])


def _directory(data: bytes) -> Iterator[Entry]:
    """Read the directory at the very end, behind which nothing may follow."""
    at = len(data) - calcsize(END)
    if at < 0 or data[at : at + 4] != END_MARK:
        raise FailedError("CONTAINER_ALTERED", "end")
    count, position = unpack_from(END, data, at)[4], _start(data)
    for number in range(count):
        if position + calcsize(CENTRAL) > at:
            raise FailedError("CONTAINER_ALTERED", f"entry {number + 1}")
        told = unpack_from(CENTRAL, data, position)
        name = data[position + calcsize(CENTRAL) :][: told[10]].decode("utf-8", "replace")
        if told[0] != CENTRAL_MARK:
            raise FailedError("CONTAINER_ALTERED", f"entry {number + 1}")
        yield Entry(name, told[7], told[9], told[16])
        position += calcsize(CENTRAL) + sum(told[10:13])


def _content(data: bytes, entry: Entry, budget: Budget) -> bytes:
    start = entry.offset + calcsize(LOCAL) + len(entry.name.encode())
    budget.take_bytes(entry.size)
    content = data[start : start + entry.size]
    if len(content) != entry.size:
        raise FailedError("CONTAINER_ALTERED", entry.name)
    return content


def _rebuild(entry: Entry, content: bytes, position: int) -> tuple[bytes, bytes]:
    """Return an entry with its local header, and its line of the directory."""
    name, size = entry.name.encode(), len(content)
    told = (0, STORED, 0, FIRST_DAY, zlib.crc32(content), size, size)
    local = pack(LOCAL, LOCAL_MARK, VERSION, *told, len(name), 0) + name + content
    where = (len(name), 0, 0, 0, 0, RIGHTS, position)
    return local, pack(CENTRAL, CENTRAL_MARK, VERSION, VERSION, *told, *where) + name
