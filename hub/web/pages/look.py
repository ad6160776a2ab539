"""How somebody wants pages to look: language, light or dark, size of type; kept in one cookie."""

from collections.abc import Mapping
from typing import Final, Literal

import msgspec

from hub.web.pages.words import Language

COOKIE: Final = "hub-look"
KEPT_SECONDS: Final = 365 * 24 * 3600

Theme = Literal["auto", "light", "dark"]
Size = Literal["usual", "large"]


class Look(msgspec.Struct, frozen=True):
    """What was chosen; `auto` follows the device."""

    language: Language = Language.ZH
    theme: Theme = "auto"
    size: Size = "usual"

    @property
    def cookie(self) -> str:
        """Return what the cookie holds."""
        return f"{self.language.value}.{self.theme}.{self.size}"


def look_of(cookie: str | None, accepted: str) -> Look:
    """Return the look that a cookie holds, or else one in the language that a browser asks for."""
    parts = (cookie or "").split(".")
    if len(parts) == len(Look.__struct_fields__):
        chosen = dict(zip(Look.__struct_fields__, parts, strict=True))
        try:
            return msgspec.convert(chosen, Look)
        except msgspec.ValidationError:
            pass
    return Look(language=_preferred(accepted))


def changed(look: Look, wish: Mapping[str, str]) -> Look:
    """Return a look with what is wished for; what nobody could wish for changes nothing."""
    known = {name: wish[name] for name in Look.__struct_fields__ if name in wish}
    try:
        return msgspec.convert(msgspec.to_builtins(look) | known, Look)
    except msgspec.ValidationError:
        return look


def _preferred(accepted: str) -> Language:
    """Return the first of a browser's languages that pages are written in; Chinese if none is."""
    for one in accepted.lower().split(","):
        for language in Language:
            if one.strip().startswith(language.value):
                return language
    return Language.ZH
