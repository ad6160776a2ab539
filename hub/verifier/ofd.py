"""Check OFD files: the archive, what each seal lists, each seal; in the hub's profile."""

import base64
import re
from collections.abc import Iterable, Iterator, Mapping

from .archive import SAFE_NAME, unpack_archive
from .documents import MOST_SEALS_ON_ONE, tell_identity, tell_state
from .markup import Element, XmlError, read_xml
from .report import Check, FailedError, Kind
from .seals import Seal, check_order, check_seal
from .sm3 import sm3

SM3 = "1.2.156.10197.1.401"
ROOT = "OFD.xml"
SIGNS = "Doc_0/Signs/"
LIST = f"{SIGNS}Signatures.xml"
SIGN = re.compile(rf"{SIGNS}Sign_([1-9][0-9]{{0,2}})/(Signature\.xml|SignedValue\.dat)")


def check_ofd(check: Check, data: bytes) -> None:
    """Check an OFD: its archive, the files that its seals list, and each seal."""
    check.kind = Kind.OFD
    check.passed("FILE", "KNOWN")
    files, wrong = unpack_archive(data, check.budget)
    for each in wrong:
        check.failed("INTEGRITY", each.code, each.where)
    digests = {name: sm3(content) for name, content in files.items()}
    seals = [_check_sign(check, files, digests, number) for number in _numbers(check, files)]
    check_order(check, seals)
    tell_identity(check, _custom_data(files[ROOT]))
    tell_state(check)


def _numbers(check: Check, files: Mapping[str, bytes]) -> range:
    """Return the numbers of the seals, if the folder of seals holds what it must and no more."""
    found = [SIGN.fullmatch(name) for name in files if name.startswith(SIGNS)]
    count = len({each[1] for each in found if each})
    if not 0 < count <= MOST_SEALS_ON_ONE:
        raise FailedError("TOO_MANY" if count else "NOT_SEALED")
    numbers = range(1, count + 1)
    needed = [f"{SIGNS}Sign_{n}/{name}" for n in numbers for name in _NAMES]
    _demand_exactly([*needed, LIST], [name for name in files if name.startswith(SIGNS)])
    if files[LIST] != list_of_seals(count):
        check.failed("INTEGRITY", "FILE_ALTERED", LIST)
    return numbers


_NAMES = ("Signature.xml", "SignedValue.dat")


def _demand_exactly(needed: Iterable[str], there: Iterable[str]) -> None:
    for name in sorted(set(needed) - set(there)):
        raise FailedError("FILE_MISSING", name)
    for name in sorted(set(there) - set(needed)):
        raise FailedError("FILE_UNLISTED", name)


def list_of_seals(count: int) -> bytes:
    """Return the list of a document's seals, which nothing else binds, as it must be."""
    lines = "".join(
        f'<ofd:Signature ID="{n}" Type="Seal" BaseLoc="/{SIGNS}Sign_{n}/Signature.xml"/>'
        for n in range(1, count + 1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<ofd:Signatures xmlns:ofd="http://www.ofdspec.org/2016">'
        f"<ofd:MaxSignId>{count}</ofd:MaxSignId>{lines}</ofd:Signatures>"
    ).encode()


def _check_sign(
    check: Check, files: Mapping[str, bytes], digests: Mapping[str, bytes], number: int
) -> Seal | None:
    folder = f"{SIGNS}Sign_{number}/"
    name = f"{folder}Signature.xml"
    try:
        listed = dict(_references(read_xml(files[name])))
        _check_listed(check, digests, listed)
    except ValueError:
        check.failed("INTEGRITY", "FILE_ALTERED", name)
    raw, where = files[f"{folder}SignedValue.dat"], f"seal {number}"
    seal = check_seal(check, raw, digests[name], f"/{name}", where)
    if seal and seal.digest != digests[name]:
        check.failed("INTEGRITY", "FILE_ALTERED", name)
    return seal


def _references(elements: Iterable[Element]) -> Iterator[tuple[str, bytes]]:
    """Read which files a seal lists, with their digests."""
    name = ""
    for element in elements:
        if element.name == "References" and element.attributes.get("CheckMethod") != SM3:
            raise XmlError("another digest")
        if element.name == "Reference":
            name = element.attributes.get("FileRef", "").removeprefix("/")
        if element.name == "CheckValue":
            yield name, base64.b64decode("".join(element.text), validate=True)


def _check_listed(check: Check, digests: Mapping[str, bytes], listed: Mapping[str, bytes]) -> None:
    """Check that a seal lists every file but the seals, and that each is what it was."""
    content = [name for name in digests if not name.startswith(SIGNS)]
    for name in sorted(listed.keys() - set(content)):
        check.failed("INTEGRITY", "FILE_MISSING", name if SAFE_NAME.fullmatch(name) else "")
    for name in content:
        if name not in listed:
            check.failed("INTEGRITY", "FILE_UNLISTED", name)
        elif digests[name] != listed[name]:
            check.failed("INTEGRITY", "FILE_ALTERED", name)


def _custom_data(raw: bytes) -> dict[str, str]:
    """Return what the document's metadata say, each name once."""
    told: dict[str, str] = {}
    try:
        for element in read_xml(raw):
            if element.name == "CustomData":
                name = element.attributes.get("Name", "")
                told[name] = "" if name in told else "".join(element.text)
    except XmlError:
        return {}
    return told
