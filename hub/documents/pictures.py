"""Take pictures into documents: whole, opaque, and no kind but PNG and JPEG.

PDF/A-1 knows no transparency (ISO 19005-1, 6.4), so a picture with an alpha channel is laid on
white once; seals are few, and what was made of one is kept.
"""

import io
import struct
import zlib
from functools import lru_cache
from struct import pack, unpack

import segno

from hub.documents.paper import DocumentError

MOST_BYTES = 2 << 20
MOST_PIXELS = 4 << 20
MOST_BLENDED = 1 << 19
"""How many pixels are laid on white: each takes microseconds, however small their file is."""
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_BITS_OF_A_SAMPLE = 8
_PALETTE, _GRAY_ALPHA, _RGB_ALPHA = 3, 4, 6
_COLOR_COUNT = {_GRAY_ALPHA: 1, _RGB_ALPHA: 3}
_PLAIN = {_GRAY_ALPHA: 0, _RGB_ALPHA: 2}


def suffix(picture: bytes) -> str:
    """Name the kind of a picture by what it begins with.

    Raises: DocumentError.
    """
    if picture.startswith(_PNG):
        return "png"
    if picture.startswith(_JPEG):
        return "jpg"
    raise DocumentError("a picture is neither PNG nor JPEG")


@lru_cache(maxsize=64)
def opaque(picture: bytes) -> bytes:
    """Return a picture without transparency, laid on white where it had any.

    Raises: DocumentError, of one that is too large, broken or of a kind that is not taken.
    """
    if len(picture) > MOST_BYTES:
        raise DocumentError("a picture is too large")
    if suffix(picture) == "jpg":
        return picture
    try:
        return _opaque_png(picture)
    except (zlib.error, struct.error, IndexError, KeyError, ValueError) as broken:
        raise DocumentError("a picture cannot be read") from broken


@lru_cache(maxsize=64)
def qr_picture(text: str) -> bytes:
    """Return a QR code (ISO/IEC 18004) of a text as PNG, one pixel a module."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=4, border=2)
    return out.getvalue()


def in_one_color(picture: bytes, color: tuple[int, int, int]) -> bytes:
    """Return a picture that is drawn in one color as a small PNG of four shades of opacity.

    It is to be one with an alpha channel and 8 bits a sample, as typesetters make them.
    """
    chunks = dict(_chunks(picture))
    width, height = unpack(">II", chunks[b"IHDR"][0][:8])
    data = zlib.decompress(b"".join(chunks[b"IDAT"]))
    rows = _rows(data, height, width * 4, 4)
    packed = b"".join(b"\0" + _shades(bytes(row[3::4])) for row in rows)
    header = pack(">IIBBBBB", width, height, 2, _PALETTE, 0, 0, 0)
    palette, opacity = bytes(color) * 4, bytes((0, 85, 170, 255))
    kept = (b"PLTE", palette), (b"tRNS", opacity), (b"IDAT", zlib.compress(packed, 9))
    return _png((b"IHDR", header), *kept, (b"IEND", b""))


def _shades(alphas: bytes) -> bytes:
    """Return opacities as two bits a pixel, the first pixel in the highest bits."""
    levels = [(alpha + 42) // 85 for alpha in alphas] + [0, 0, 0]
    return bytes(
        levels[at] << 6 | levels[at + 1] << 4 | levels[at + 2] << 2 | levels[at + 3]
        for at in range(0, len(alphas), 4)
    )


def _opaque_png(picture: bytes) -> bytes:
    chunks = dict(_chunks(picture))
    width, height, depth, color, _, _, interlaced = unpack(">IIBBBBB", chunks[b"IHDR"][0])
    if width * height > MOST_PIXELS:
        raise DocumentError("a picture has too many pixels")
    if color == _PALETTE and b"tRNS" in chunks:
        return _palette_on_white(chunks)
    if b"tRNS" in chunks:
        raise DocumentError("a picture has a transparent color; an alpha channel would be taken")
    if color not in _PLAIN:
        return picture
    if depth != _BITS_OF_A_SAMPLE or interlaced:
        raise DocumentError("a picture with an alpha channel has 8 bits a sample, not interlaced")
    if width * height > MOST_BLENDED:
        raise DocumentError("a picture with an alpha channel has too many pixels")
    count = _COLOR_COUNT[color]
    limit = height * (1 + width * (count + 1))
    data = zlib.decompressobj().decompress(b"".join(chunks[b"IDAT"]), limit)
    rows = _rows(data, height, width * (count + 1), count + 1)
    flat = b"".join(b"\0" + _on_white(row, count) for row in rows)
    header = pack(">IIBBBBB", width, height, 8, _PLAIN[color], 0, 0, 0)
    return _png((b"IHDR", header), (b"IDAT", zlib.compress(flat, 9)), (b"IEND", b""))


def _palette_on_white(chunks: dict[bytes, list[bytes]]) -> bytes:
    colors, alphas = chunks[b"PLTE"][0], chunks[b"tRNS"][0]
    shown = zip(colors[::3], colors[1::3], colors[2::3], strict=True)
    rgba = b"".join(
        bytes((*color, alphas[at] if at < len(alphas) else 255)) for at, color in enumerate(shown)
    )
    header, data = chunks[b"IHDR"][0], b"".join(chunks[b"IDAT"])
    palette = _on_white(bytearray(rgba), 3)
    return _png((b"IHDR", header), (b"PLTE", palette), (b"IDAT", data), (b"IEND", b""))


def _png(*parts: tuple[bytes, bytes]) -> bytes:
    return _PNG + b"".join(_chunk(name, body) for name, body in parts)


def _chunks(picture: bytes) -> list[tuple[bytes, list[bytes]]]:
    found: dict[bytes, list[bytes]] = {}
    at = len(_PNG)
    while at < len(picture):
        (size,) = unpack(">I", picture[at : at + 4])
        found.setdefault(picture[at + 4 : at + 8], []).append(picture[at + 8 : at + 8 + size])
        at += 12 + size
    return list(found.items())


def _chunk(name: bytes, body: bytes) -> bytes:
    return pack(">I", len(body)) + name + body + pack(">I", zlib.crc32(name + body))


def _rows(data: bytes, height: int, width: int, step: int) -> list[bytearray]:
    """Undo the filters of a PNG's rows (PNG, 9.2)."""
    rows = [bytearray(width)]
    for at in range(0, height * (width + 1), width + 1):
        row = bytearray(data[at + 1 : at + 1 + width])
        _FILTERS[data[at]](row, rows[-1], step)
        rows.append(row)
    return rows[1:]


def _sub(row: bytearray, _above: bytearray, step: int) -> None:
    for at in range(step, len(row)):
        row[at] = (row[at] + row[at - step]) & 255


def _up(row: bytearray, above: bytearray, _step: int) -> None:
    row[:] = bytes((here + over) & 255 for here, over in zip(row, above, strict=True))


def _average(row: bytearray, above: bytearray, step: int) -> None:
    for at in range(len(row)):
        left = row[at - step] if at >= step else 0
        row[at] = (row[at] + (left + above[at]) // 2) & 255


def _paeth(row: bytearray, above: bytearray, step: int) -> None:
    for at in range(len(row)):
        left, corner = (row[at - step], above[at - step]) if at >= step else (0, 0)
        over = above[at]
        guess = left + over - corner
        near = min((left, over, corner), key=lambda it: abs(guess - it))
        row[at] = (row[at] + near) & 255


_FILTERS = {0: lambda *_: None, 1: _sub, 2: _up, 3: _average, 4: _paeth}


def _on_white(row: bytearray, count: int) -> bytes:
    out = bytearray(len(row) // (count + 1) * count)
    alphas = row[count :: count + 1]
    for channel in range(count):
        samples = zip(row[channel :: count + 1], alphas, strict=True)
        out[channel::count] = bytes((c * a + 255 * (255 - a) + 127) // 255 for c, a in samples)
    return bytes(out)
