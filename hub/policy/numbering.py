"""Make and check license numbers by the numbering rule of a catalog entry (art. 7)."""

import re

import msgspec

_PART = re.compile(r"\{(?P<name>region|year|serial)(?::0(?P<width>[1-9][0-9]?)d)?\}")
_FORMS = {"region": "[1-9][0-9]{5}", "year": "(?:19|20)[0-9]{2}", "serial": "[1-9][0-9]*"}


class NumberingError(ValueError):
    """A rule that cannot be read, or a serial that no longer fits it."""


class Numbering(msgspec.Struct, frozen=True):
    """A rule such as `川{region}[{year}]{serial:06d}`: literals, region, year, one serial."""

    template: str
    pattern: str
    width: int | None

    def make(self, *, region: str, year: int, serial: int) -> str:
        """Return the number for a serial.

        Raises:
            NumberingError: the serial has more digits than the rule has places.

        """
        number = self.template.format(region=region, year=f"{year:04d}", serial=serial)
        if not self.matches(number):
            raise NumberingError(number)
        return number

    def matches(self, number: str) -> bool:
        """Tell whether a number has the form of the rule."""
        return re.fullmatch(self.pattern, number) is not None


def numbering(template: str) -> Numbering:
    """Read a numbering rule.

    Raises:
        NumberingError: it has no serial or several, a width elsewhere, or stray braces.

    """
    parts = list(_PART.finditer(template))
    serials = [part for part in parts if part["name"] == "serial"]
    widths = [part["width"] for part in parts if part["width"]]
    if len(serials) != 1 or set(_PART.sub("", template)) & set("{}"):
        raise NumberingError(template)
    width = serials[0]["width"]
    if len(widths) != (width is not None):
        raise NumberingError(template)
    return Numbering(template, _pattern(template), int(width) if width else None)


def _pattern(template: str) -> str:
    pattern, end = "", 0
    for part in _PART.finditer(template):
        pattern += re.escape(template[end : part.start()]) + _form(part)
        end = part.end()
    return pattern + re.escape(template[end:])


def _form(part: re.Match[str]) -> str:
    return f"[0-9]{{{part['width']}}}" if part["width"] else _FORMS[part["name"]]
