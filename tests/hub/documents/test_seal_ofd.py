"""Seals in an OFD: what each lists and signs; and the archive, which can be rebuilt."""

import base64
import io
import random
import re
import zipfile

import ofdkit
import pytest
from defusedxml.ElementTree import fromstring
from msgspec.structs import replace

from hub.crypto.digests import sm3
from hub.documents.ofd import ofd_files, seal_ofd
from hub.documents.paper import DocumentError
from hub.documents.zipping import pack
from tests.hub.documents.papers import MARK, paper, stamp

OFD = "{http://www.ofdspec.org/2016}"


def unpacked(ofd: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(ofd)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_each_seal_lists_every_file_but_the_seals() -> None:
    seen: list[tuple[bytes, str]] = []
    files = ofd_files(paper(mark=MARK))
    sealed = unpacked(seal_ofd(files, [stamp("甲局", seen), stamp("乙局", seen)]))
    assert len(seen) == 2
    for number, (digest, told) in enumerate(seen, start=1):
        folder = f"Doc_0/Signs/Sign_{number}"
        raw = sealed[f"{folder}/Signature.xml"]
        assert (told, digest) == (f"/{folder}/Signature.xml", sm3(raw))
        listed = {
            it.get("FileRef"): base64.b64decode(it.findtext(f"{OFD}CheckValue", ""))
            for it in fromstring(raw).iter(f"{OFD}Reference")
        }
        assert listed == {f"/{name}": sm3(data) for name, data in files.items()}
        assert sealed[f"{folder}/SignedValue.dat"] == b"\x30\x82" + digest + told.encode()
    assert sealed.items() >= files.items()
    assert sealed.keys() - files.keys() == {
        "Doc_0/Signs/Signatures.xml",
        *(
            f"Doc_0/Signs/Sign_{n}/{it}"
            for n in (1, 2)
            for it in ("Signature.xml", "SignedValue.dat")
        ),
    }
    listed_seals = fromstring(sealed["Doc_0/Signs/Signatures.xml"]).iter(f"{OFD}Signature")
    for seal in listed_seals:
        assert seal.get("BaseLoc", "").removeprefix("/") in sealed


def test_every_reference_leads_to_a_file_and_every_number_is_given_once() -> None:
    files = ofd_files(paper(mark=MARK))
    pages = [fromstring(data) for name, data in files.items() if name.endswith("Content.xml")]
    media = fromstring(files["Doc_0/DocumentRes.xml"])
    numbers = [it.get("ID", "") for page in pages for it in page.iter() if it.get("ID")]
    numbers += [it.get("ID", "") for it in media.iter() if it.get("ID")]
    assert len(numbers) == len(set(numbers))
    document = fromstring(files["Doc_0/Document.xml"])
    assert max(map(int, numbers)) <= int(document.findtext(f".//{OFD}MaxUnitID", ""))
    kept = {it.get("ID"): it.findtext(f"{OFD}MediaFile") for it in media.iter(f"{OFD}MultiMedia")}
    for image in (it for page in pages for it in page.iter(f"{OFD}ImageObject")):
        assert f"Doc_0/Res/{kept[image.get('ResourceID')]}" in files
    assert len(list(document.iter(f"{OFD}Page"))) == len(pages)


def test_every_sign_has_its_place_on_the_page() -> None:
    for template, width in (("plain", 210), ("certificate", 297)):
        with ofdkit.open(seal_ofd(ofd_files(paper(template)), [])) as document:
            for page in document.pages:
                assert page.box[2] == width
                for run in page.runs:
                    assert 0 < run.x < run.x + run.width < width
                    assert 0 < run.y < page.box[3]


def test_the_mark_lies_below_the_text() -> None:
    files = ofd_files(paper(mark=MARK))
    page = fromstring(files["Doc_0/Pages/Page_0/Content.xml"])
    assert next(iter(page.iter(f"{OFD}TextCode"))).text == "存档副本"


def test_refuses_a_seal_larger_than_it_said() -> None:
    with pytest.raises(DocumentError, match="has room for 9"):
        seal_ofd(ofd_files(paper()), [replace(stamp(), room=9)])


@pytest.mark.parametrize("stored", [True, False])
def test_packs_the_same_bytes_in_the_order_of_the_files(*, stored: bool) -> None:
    draw = random.Random(7)
    files = {f"{n}.bin": draw.randbytes(n * 50) + bytes(n * 100) for n in (3, 1, 2)}
    made = pack(files, stored=stored)
    assert made == pack(dict(files), stored=stored)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        infos = archive.infolist()
        assert [it.filename for it in infos] == list(files)
        assert {(it.date_time, it.extra, it.create_system, it.flag_bits) for it in infos} == {
            ((1980, 1, 1, 0, 0, 0), b"", 0, 0)
        }
        wanted = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        assert {it.compress_type for it in infos} == {wanted}
    assert unpacked(made) == files


def test_a_document_of_one_version_has_one_number() -> None:
    made = paper()
    numbers = [
        re.search(rb"<ofd:DocID>([0-9a-f]{32})</ofd:DocID>", ofd_files(it)["OFD.xml"])
        for it in (made, made, replace(made, version=2))
    ]
    one, same, other = (it[1] if it else b"" for it in numbers)
    assert one == same != other
