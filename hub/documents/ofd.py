"""Write a paper as OFD (GB/T 33190) and put seals into it, in a profile of our own.

It was made without the text of the standard, after what open readers and writers have in common;
it is to be held against the text before it is used. A document is one `Doc_0`. Fonts are named and
not embedded: every reader of OFD brings 宋体 and 黑体, a subset would need a font library, and the
place of every sign is written down, so that the layout is the same in any font.
"""

import base64
from collections.abc import Mapping, Sequence
from datetime import UTC

from hub.crypto.digests import sm3
from hub.documents.canvas import FONTS, Canvas
from hub.documents.layout import LOOKS, lay_out
from hub.documents.markup import file, tag, tags, text
from hub.documents.paper import DocumentError, Paper, Stamp
from hub.documents.pictures import opaque, suffix
from hub.documents.zipping import pack

ROOT = "Doc_0"
SIGNS = f"{ROOT}/Signs"
SM2_WITH_SM3, SM3 = "1.2.156.10197.1.501", "1.2.156.10197.1.401"
_FORMATS = {"png": "PNG", "jpg": "JPEG"}


def ofd_files(paper: Paper) -> dict[str, bytes]:
    """Return the files of a paper as OFD, in their order; the same paper gives the same bytes.

    Raises: DocumentError, of a template or a picture that is not taken.
    """
    if paper.template not in LOOKS:
        raise DocumentError(f"there is no template {paper.template}")
    for picture in (*(it.image for it in paper.lines if it.image), *paper.pictures):
        opaque(picture)
    canvas = lay_out(paper)
    pages = {
        f"{ROOT}/Pages/Page_{at}/Content.xml": canvas.content(at) for at in range(len(canvas.pages))
    }
    pictures = {f"{ROOT}/Res/{canvas.name(it)}": it for it in canvas.pictures}
    return {
        "OFD.xml": _root(paper),
        f"{ROOT}/Document.xml": _document(canvas),
        f"{ROOT}/PublicRes.xml": _fonts(),
        f"{ROOT}/DocumentRes.xml": _media(canvas),
        **pages,
        **pictures,
    }


def seal_ofd(files: Mapping[str, bytes], stamps: Sequence[Stamp]) -> bytes:
    """Return the OFD of files with one seal a stamp, each covering every file but the seals.

    Raises: DocumentError, of a seal that is larger than it said.
    """
    sealed = dict(files)
    sealed[f"{SIGNS}/Signatures.xml"] = _signatures(len(stamps))
    for number, stamp in enumerate(stamps, start=1):
        folder = f"{SIGNS}/Sign_{number}"
        told = _signature(files, stamp, folder)
        der = stamp.sign(sm3(told), f"/{folder}/Signature.xml")
        if len(der) > stamp.room:
            raise DocumentError(f"a seal takes {len(der)} bytes and has room for {stamp.room}")
        sealed |= {f"{folder}/Signature.xml": told, f"{folder}/SignedValue.dat": der}
    return pack(sealed, stored=True)


def _root(paper: Paper) -> bytes:
    day = paper.issued_on.isoformat()
    told = {**paper.metadata, **paper.keywords}
    info = tag(
        "DocInfo",
        tag("DocID", sm3(f"{paper.identifier}/{paper.version}".encode()).hex()[:32]),
        tag("Title", text(paper.title_zh)),
        tag("Author", text("、".join(paper.issuers))),
        tag("CreationDate", day),
        tag("ModDate", day),
        tag("Creator", "License hub"),
        tag("CustomDatas", tags("CustomData", told.items())),
    )
    body = tag(
        "DocBody",
        info,
        tag("DocRoot", f"{ROOT}/Document.xml"),
        tag("Signatures", f"{SIGNS}/Signatures.xml"),
    )
    return file("OFD", body, Version="1.1", DocType="OFD")


def _document(canvas: Canvas) -> bytes:
    pages = [
        tag("Page", ID=canvas.next_id(), BaseLoc=f"Pages/Page_{at}/Content.xml")
        for at in range(len(canvas.pages))
    ]
    common = tag(
        "CommonData",
        tag("MaxUnitID", str(canvas.last_id)),
        tag("PageArea", tag("PhysicalBox", str(canvas.size))),
        tag("PublicRes", "PublicRes.xml"),
        tag("DocumentRes", "DocumentRes.xml"),
    )
    return file("Document", common, tag("Pages", *pages))


def _fonts() -> bytes:
    fonts = [tag("Font", ID=number, FontName=it, FamilyName=it) for number, it in FONTS.items()]
    return file("Res", tag("Fonts", *fonts), BaseLoc="Res")


def _media(canvas: Canvas) -> bytes:
    media = [
        tag(
            "MultiMedia",
            tag("MediaFile", canvas.name(picture)),
            ID=number,
            Type="Image",
            Format=_FORMATS[suffix(picture)],
        )
        for picture, number in canvas.pictures.items()
    ]
    return file("Res", tag("MultiMedias", *media), BaseLoc="Res")


def _signatures(count: int) -> bytes:
    listed = [
        tag("Signature", ID=at, Type="Seal", BaseLoc=f"/{SIGNS}/Sign_{at}/Signature.xml")
        for at in range(1, count + 1)
    ]
    return file("Signatures", tag("MaxSignId", str(count)), *listed)


def _signature(files: Mapping[str, bytes], stamp: Stamp, folder: str) -> bytes:
    listed = [
        tag(
            "Reference", tag("CheckValue", base64.b64encode(sm3(data)).decode()), FileRef=f"/{name}"
        )
        for name, data in files.items()
    ]
    signed = tag(
        "SignedInfo",
        tag("Provider", ProviderName="License hub", Company=stamp.name, Version="1"),
        tag("SignatureMethod", SM2_WITH_SM3),
        tag("SignatureDateTime", f"{stamp.made_at.astimezone(UTC):%Y%m%d%H%M%SZ}"),
        tag("References", *listed, CheckMethod=SM3),
    )
    return file("Signature", signed, tag("SignedValue", f"/{folder}/SignedValue.dat"))
