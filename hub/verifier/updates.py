"""Tell whether an update of a PDF adds a seal and changes nothing else (ISO 32000-1, 7.5.6).

Of an object that was there before, only the list of a page's annotations and the form that lists
the seals may change; a new one is a seal, its field, its empty appearance, or the form.
"""

import re

OBJECT = re.compile(rb"([1-9][0-9]{0,9}) 0 obj\n(.*?)\nendobj\n", re.DOTALL)
TAIL = re.compile(
    rb"xref\n0 1\n0000000000 65535 f \n(?:[0-9]+ 1\n[0-9]{10} 00000 n \n){2,6}"
    rb"trailer\n<<[^<>]*(?:<[^<>]*>[^<>]*)*/Prev (\d+)>>\nstartxref\n(\d+)\n%%EOF\n"
)
ENTRY = re.compile(rb"([0-9]+) 1\n([0-9]{10}) 00000 n \n")
START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
ROOT, END_OF_TAIL = re.compile(rb"/Root (\d+) 0 R"), 256
REFERENCES = rb"(?:\d+ 0 R ?)+"
ADDED = re.compile(rb"/Annots\[" + REFERENCES + rb"\]|/AcroForm \d+ 0 R")
FORM = re.compile(rb"<</Fields\[" + REFERENCES + rb"\]/SigFlags 3>>")
NEW = (
    re.compile(rb"<</Type/Sig/Filter/Hub\.Seal/SubFilter/GBT\.38540/ByteRange\[[0-9 ]+\]"
               rb"/Contents<[0-9a-f]+>/Name<[0-9a-f]*>/M\(D:\d{14}Z\)>>"),
    re.compile(rb"<</Type/Annot/Subtype/Widget/FT/Sig/T\(Seal\d+\)/Rect\[0 0 0 0\]/F 132"
               rb"/P \d+ 0 R/V \d+ 0 R/AP<</N \d+ 0 R>>>>"),
    re.compile(rb"<</Type/XObject/Subtype/Form/BBox\[0 0 0 0\]/Length 0>>\nstream\n\nendstream"),
    FORM,
)  # fmt: skip
MOST_OBJECTS = 6


def only_seals(before: bytes, update: bytes) -> bool:
    """Tell whether an update of what was before adds a seal and nothing else."""
    at = 0
    objects: dict[int, tuple[int, bytes]] = {}
    while (found := OBJECT.match(update, at)) and len(objects) < MOST_OBJECTS:
        objects[int(found[1])] = (len(before) + at, found[2])
        at = found.end()
    tail = TAIL.fullmatch(update, at)
    if tail is None or not _table_fits(before, update, at, {n: o for n, (o, _) in objects.items()}):
        return False
    return all(_may_be(before, number, body) for number, (_, body) in objects.items())


def _table_fits(before: bytes, update: bytes, at: int, places: dict[int, int]) -> bool:
    """Tell whether the table names the objects where they are, after the table before."""
    tail, previous = TAIL.fullmatch(update, at), START.search(before, len(before) - END_OF_TAIL)
    listed = {int(number): int(place) for number, place in ENTRY.findall(update, at)}
    roots = ROOT.findall(before)[-1:], ROOT.findall(update, at)
    if tail is None or previous is None or roots[0] != roots[1]:
        return False
    return listed == places and tail[1] == previous[1] and int(tail[2]) == len(before) + at


def _may_be(before: bytes, number: int, body: bytes) -> bool:
    """Tell whether an object may stand in an update: new and of a seal, or as it was."""
    start = before.rfind(b"\n%d 0 obj\n" % number)
    if start < 0:
        return any(form.fullmatch(body) for form in NEW)
    found = OBJECT.match(before, start + 1)
    was = found[2].strip() if found else b""
    if FORM.fullmatch(was):
        return FORM.fullmatch(body) is not None
    return ADDED.sub(b"", body) == ADDED.sub(b"", was)
