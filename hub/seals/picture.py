"""Draw the picture of a seal (印模): the same name and number give the same picture."""

from functools import cache
from pathlib import Path
from typing import Final

import msgspec
import pylopdf_fonts_zh_cn
import typst

from hub.documents.pictures import in_one_color

SIZE: Final = 42
"""Millimetres across, as official seals of departments are."""

DOTS: Final = 200.0
RED: Final = (200, 16, 46)
_TEMPLATE: Final = Path(__file__).with_name("seal.typ")


@cache
def _compiler() -> typst.Compiler:
    fonts = Path(pylopdf_fonts_zh_cn.__file__).parent
    return typst.Compiler(str(_TEMPLATE), font_paths=[str(fonts)], ignore_system_fonts=True)


def seal_picture(name: str, number: str) -> bytes:
    """Return a PNG of a seal."""
    data = msgspec.json.encode({"name": name, "number": number}).decode()
    made = _compiler().compile(format="png", ppi=DOTS, sys_inputs={"data": data})
    if not isinstance(made, bytes):
        raise TypeError(type(made))
    return in_one_color(made, RED)
