"""Papers to typeset: made-up licenses of every kind of holder, with their pictures."""

import zlib
from collections.abc import Sequence
from datetime import UTC, date, datetime
from math import hypot
from struct import pack

from hub.crypto.digests import sm3
from hub.documents.paper import Line, Mark, Paper, Stamp

IDENTIFIER = "1.2.156.3005.2.11519999MB9900013B001.11519999MB9900013B.519999202600000001.001.O"
LINK = sm3(b"link").hex()
AT = datetime(2026, 11, 25, 2, 3, 4, tzinfo=UTC)

HOLDERS: dict[str, tuple[Line, ...]] = {
    "person": (
        Line("姓名", "Name", "张示例"),
        Line("公民身份号码", "Identity number", "519999199001010017"),
    ),
    "company": (
        Line("名称", "Name", "四川示例科技有限责任公司"),
        Line("统一社会信用代码", "Unified social credit code", "91519999MA990001XH"),
        Line("住所", "Domicile", "四川省成都市示例区示例路一百二十三号示例大厦二十四栋五单元六号"),
    ),
    "trader": (
        Line("名称", "Name", "示例区王记面馆"),
        Line("经营者", "Operator", "王示例"),
        Line("统一社会信用代码", "Unified social credit code", "92519999MA9900028E"),
    ),
    "couple": (
        Line("姓名", "Name", "张示例、李示例"),
        Line("公民身份号码", "Identity number", "519999199001010017、519999198506150045"),
    ),
}
FACTS = (
    Line("类型", "Kind", "有限责任公司(自然人投资或控股)"),
    Line("法定代表人", "Legal representative", "赵示例"),
    Line("注册资本", "Registered capital", "1000000.00 CNY"),
    Line("备注", "Remark", "", withheld=True),
)
MARK = Mark("CD-2026-000123", "示例市住房公积金中心", "办理贷款审查", AT, date(2027, 11, 25))


def chunk(name: bytes, body: bytes) -> bytes:
    """Return one chunk of a PNG."""
    return pack(">I", len(body)) + name + body + pack(">I", zlib.crc32(name + body))


def png(rows: Sequence[bytes], width: int, color: int, *more: bytes) -> bytes:
    """Return a PNG of rows of samples of eight bits, each with its filter before it."""
    header = pack(">IIBBBBB", width, len(rows), 8, color, 0, 0, 0)
    body = zlib.compress(b"".join(rows))
    parts = (chunk(b"IHDR", header), *more, chunk(b"IDAT", body), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def seal_picture(size: int = 120) -> bytes:
    """Return a red ring and dot on nothing, with an alpha channel as seal makers deliver it."""
    middle = (size - 1) / 2

    def pixel(x: int, y: int) -> bytes:
        far = hypot(x - middle, y - middle) / middle
        return b"\xc8\x10\x1e\xff" if 0.9 < far < 1 or far < 0.22 else b"\0\0\0\0"

    return png([b"\0" + b"".join(pixel(x, y) for x in range(size)) for y in range(size)], size, 6)


def portrait() -> bytes:
    """Return a gray picture with a head and shoulders."""

    def pixel(x: int, y: int) -> int:
        head = hypot(x - 40, y - 40) < 20
        return 120 if head or hypot(x - 40, y - 108) < 42 else 225

    return png([b"\0" + bytes(pixel(x, y) for x in range(80)) for y in range(108)], 80, 0)


SEAL, PORTRAIT = seal_picture(), portrait()


def paper(template: str = "plain", holder: str = "company", **changes: object) -> Paper:
    """Return a paper, with whatever shall be different."""
    said: dict[str, object] = {
        "template": template,
        "title_zh": "营业执照",
        "title_en": "Business License",
        "identifier": IDENTIFIER,
        "number": "519999000000001",
        "version": 1,
        "lines": HOLDERS[holder] + FACTS,
        "issuers": ("示例市市场监督管理局",),
        "issued_on": date(2026, 11, 25),
        "valid_from": date(2026, 11, 25),
        "valid_until": date(2031, 11, 24),
        "link": LINK,
        "qr": f"https://hub.example/verify?id={IDENTIFIER}&digest={LINK}",
        "metadata": {
            "持证主体": "四川示例科技有限责任公司",
            "证照类型代码": "11519999MB9900013B001",
        },
        "pictures": (SEAL,),
    }
    return Paper(**(said | changes))  # type: ignore[arg-type]


def stamp(name: str = "示例市市场监督管理局", seen: list[tuple[bytes, str]] | None = None) -> Stamp:
    """Return a stamp whose signature repeats what it signs, and notes it."""

    def sign(digest: bytes, told: str) -> bytes:
        if seen is not None:
            seen.append((digest, told))
        return b"\x30\x82" + digest + told.encode()

    return Stamp(name, AT, sign)
