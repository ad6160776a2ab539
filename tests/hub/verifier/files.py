"""Sealed files, small enough to flip each of their bits: PDF, OFD, package and case file."""

import base64
import io
import json
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from hub.verifier.ofd import list_of_seals
from hub.verifier.sm3 import sm3
from tests.hub.verifier.papers import Maker, Stamp, day

IDENTIFIER = "1.2.156.3005.2.11519999MB9900013B001.11519999MB9900013B.519999202600000001.001.O"
SEALED_AT = day("2026-03-02") + timedelta(hours=9)
MAKER = Maker()
SEAL = MAKER.stamp()
SECOND = MAKER.stamp("示例二局")
CHECKED_AT = day("2026-11-25")
ROOM = 1600


def link(event: str = "ISSUED", **other: str | int | None) -> str:
    """Write what one link of a history says."""
    told = {
        "cause": None, "content": "ab" * 32, "event": event, "identifier": IDENTIFIER,
        "issued_on": "2026-03-02", "occurred_on": "2026-03-02", "status": "IN_FORCE",
        "valid_from": "2026-03-02", "valid_until": "2031-03-01", "version": 1, **other,
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


FIRST = sm3(link().encode())
"""The digest of the first link, as documents carry it."""


def base_pdf(digest: bytes = FIRST, title: str = "sample") -> bytes:
    """Write a PDF of one empty page that says which version it is."""
    words = f"identifier={IDENTIFIER}, version=1, link={digest.hex()}"
    metadata = f"<x><pdf:Keywords>{words}</pdf:Keywords><t>{title}</t></x>".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/Metadata 4 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(metadata), metadata),
    ]
    out, table = b"%PDF-1.4\n", b"xref\n0 5\n0000000000 65535 f \n"
    for number, body in enumerate(objects, start=1):
        table += b"%010d 00000 n \n" % len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    trailer = b"trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return out + table + trailer


def append(pdf: bytes, objects: Mapping[int, bytes], size: int) -> bytes:
    """Add an update with some objects."""
    previous = int(pdf.rpartition(b"startxref\n")[2].split()[0])
    table = b"xref\n0 1\n0000000000 65535 f \n"
    for number, body in sorted(objects.items()):
        table += b"%d 1\n%010d 00000 n \n" % (number, len(pdf))
        pdf += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    trailer = b"trailer\n<</Size %d/Root 1 0 R/Prev %d>>\n" % (size, previous)
    return pdf + table + trailer + b"startxref\n%d\n%%%%EOF\n" % len(pdf)


def seal_pdf(pdf: bytes, seal: Stamp, number: int = 1, at: datetime = SEALED_AT) -> bytes:
    """Put a seal into a PDF, as its nth."""
    hole = b"/Contents<" + b"0" * 2 * ROOM + b">"
    span = b"/ByteRange[0 " + b" ".join([b"0" * 10] * 3)
    value, look, field = (5, 6, 7) if number == 1 else range(3 * number + 3, 3 * number + 6)
    fields = [7, *(3 * n + 5 for n in range(2, number + 1))]
    listed = b" ".join(b"%d 0 R" % each for each in fields)
    objects = {
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Annots[%s]>>" % listed,
        value: b"<</Type/Sig/Filter/Hub.Seal/SubFilter/GBT.38540" + span + b"]" + hole
        + b"/Name<feff>/M(D:20260302090000Z)>>",
        look: b"<</Type/XObject/Subtype/Form/BBox[0 0 0 0]/Length 0>>\nstream\n\nendstream",
        field: b"<</Type/Annot/Subtype/Widget/FT/Sig/T(Seal%d)/Rect[0 0 0 0]/F 132/P 3 0 R"
        b"/V %d 0 R/AP<</N %d 0 R>>>>" % (number, value, look),
        8: b"<</Fields[%s]/SigFlags 3>>" % listed,
    }  # fmt: skip
    if number == 1:
        objects[1] = b"<</Type/Catalog/Pages 2 0 R/Metadata 4 0 R/AcroForm 8 0 R>>"
    return fill(append(pdf, objects, 3 * number + 6), seal, at)


def fill(pdf: bytes, seal: Stamp, at: datetime = SEALED_AT) -> bytes:
    """Fill in the last hole of a PDF with a seal over the rest of it."""
    start = pdf.rindex(b"/Contents<00") + len(b"/Contents")
    end = pdf.index(b">", start) + 1
    where = pdf.rindex(b"/ByteRange[0 ", 0, start) + len(b"/ByteRange[0 ")
    span = b"%010d %010d %010d" % (start, end, len(pdf) - end)
    pdf = pdf[:where] + span + pdf[where + len(span) :]
    raw = seal.put(sm3(pdf[:start] + pdf[end:]), "ByteRange", at)
    return pdf[: start + 1] + raw.hex().encode().ljust(end - start - 2, b"0") + pdf[end - 1 :]


def pdf(*seals: Stamp, base: bytes | None = None) -> bytes:
    """Make a sealed PDF; by one seal, if none are named."""
    made = base or base_pdf()
    for number, seal in enumerate(seals or (SEAL,), start=1):
        made = seal_pdf(made, seal, number, SEALED_AT + timedelta(minutes=number))
    return made


def archive(files: Mapping[str, bytes], *, deflated: bool = False) -> bytes:
    """Pack files by the standard library, so that the same files give the same bytes."""
    out = io.BytesIO()
    method = zipfile.ZIP_DEFLATED if deflated else zipfile.ZIP_STORED
    with zipfile.ZipFile(out, "w") as packing:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 0
            packing.writestr(entry, data, method, zlib.Z_DEFAULT_COMPRESSION)
    return out.getvalue()


def unpacked(packed: bytes) -> dict[str, bytes]:
    """Return the files of an archive."""
    with zipfile.ZipFile(io.BytesIO(packed)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def content_of_ofd(digest: bytes = FIRST) -> dict[str, bytes]:
    """Write the files of an OFD, without its seals."""
    told = {"identifier": IDENTIFIER, "version": "1", "link": digest.hex()}
    custom = "".join(
        f'<ofd:CustomData Name="{key}">{value}</ofd:CustomData>' for key, value in told.items()
    )
    ofd = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    return {
        "OFD.xml": f"<ofd:OFD {ofd}><ofd:CustomDatas>{custom}</ofd:CustomDatas></ofd:OFD>".encode(),
        "Doc_0/Document.xml": f"<ofd:Document {ofd}/>".encode(),
        "Doc_0/Pages/Page_0/Content.xml": f"<ofd:Page {ofd}>{'a' * 70}</ofd:Page>".encode(),
    }


def signature_of(content: Mapping[str, bytes]) -> bytes:
    """Write which files a seal is over."""
    listed = "".join(
        f'<ofd:Reference FileRef="/{name}"><ofd:CheckValue>'
        f"{base64.b64encode(sm3(data)).decode()}</ofd:CheckValue></ofd:Reference>"
        for name, data in content.items()
    )
    return (
        '<ofd:Signature xmlns:ofd="http://www.ofdspec.org/2016"><ofd:SignedInfo>'
        f'<ofd:References CheckMethod="1.2.156.10197.1.401">{listed}</ofd:References>'
        "</ofd:SignedInfo></ofd:Signature>"
    ).encode()


def ofd(*seals: Stamp, deflated: bool = False, content: Mapping[str, bytes] | None = None) -> bytes:
    """Make a sealed OFD; by one seal, if none are named."""
    content = content or content_of_ofd()
    files = dict(content)
    stamped = seals or (SEAL,)
    files["Doc_0/Signs/Signatures.xml"] = list_of_seals(len(stamped))
    for number, seal in enumerate(stamped, start=1):
        folder, described = f"Doc_0/Signs/Sign_{number}/", signature_of(content)
        about, at = f"/{folder}Signature.xml", SEALED_AT + timedelta(minutes=number)
        files[f"{folder}Signature.xml"] = described
        files[f"{folder}SignedValue.dat"] = seal.put(sm3(described), about, at)
    return archive(files, deflated=deflated)


def history(*links: str, seal: Stamp = SEAL) -> bytes:
    """Write a history, every link sealed."""
    told: list[dict[str, Any]] = []
    for sequence, text in enumerate(links or (link(),), start=1):
        previous = told[-1]["digest"] if told else None
        digest = sm3(bytes.fromhex(previous or "") + text.encode())
        sealed = base64.b64encode(seal.put(digest, "link", SEALED_AT)).decode()
        told.append({
            "sequence": sequence, "link": text, "digest": digest.hex(),
            "previous": previous, "seals": [sealed],
        })  # fmt: skip
    return json.dumps({"links": told}).encode()


def seal_files(files: Mapping[str, bytes], seal: Stamp = SEAL) -> bytes:
    """Pack files with their checksums and the seal over these."""
    lines = "".join(f"{sm3(files[name]).hex()}  {name}\n" for name in sorted(files)).encode()
    own = {"checksums.txt": lines, "seal.der": seal.put(sm3(lines), "checksums.txt", SEALED_AT)}
    return archive({**files, **own})


def content_of_package(**other: bytes) -> dict[str, bytes]:
    """Write the files of a package, without its own seal."""
    return {
        "license.json": b'{"identifier":"%s"}' % IDENTIFIER.encode(),
        "document.pdf": pdf(), "document.ofd": ofd(), "history.json": history(), **other,
    }  # fmt: skip


def package() -> bytes:
    """Make a package of one license."""
    return seal_files(content_of_package())


def case_file(copies: Sequence[bytes]) -> bytes:
    """Make the file of a case with the copies that were used in it."""
    named = {f"copies/{number}.pdf": copy for number, copy in enumerate(copies, start=1)}
    return seal_files({"case.json": b'{"case":"2026-1"}', **named})
