"""Texts that ask little of whoever sends them and much of whoever answers them (S1), as data."""

from itertools import pairwise
from typing import Any, NamedTuple

from schema.limits import CHARACTERS, ESCAPES, LINES, TOKENS, LimitExceeded
from schema.serve import DocumentInvalid

EXCEEDED, INVALID = LimitExceeded.__name__, DocumentInvalid.__name__
ANSWERED = "ANSWERED"
FULL, LONG, HIGH = TOKENS.most - 10, CHARACTERS.most - 50, LINES.most - 2
ESCAPED = ESCAPES.most
"""How much of each is let pass, so that more is done than to count it."""


class Attack(NamedTuple):
    """A text that is sent by anybody, and the code of what must come of it."""

    text: str
    code: str
    variables: dict[str, Any] | None = None


def fragment_bomb(size: int) -> str:
    """Return a document of a size in bytes; each fragment doubles the next, as often as fits."""
    text, levels = "{viewer{...A}}", 0
    while len(longer := _doubling(levels + 1)) <= size:
        text, levels = longer, levels + 1
    return text.ljust(size)


def _doubling(levels: int) -> str:
    names = [f"A{level:02}" for level in range(levels + 1)]
    doubled = [
        f"fragment {name} on Viewer{{...{next_}...{next_}}}" for name, next_ in pairwise(names)
    ]
    return f"{{viewer{{...A00}}}}{''.join(doubled)}fragment {names[-1]} on Viewer{{id}}"


def many(part: str, times: int) -> str:
    """Return a part with its number in place of `#`, as often as is said."""
    return " ".join(part.replace("#", str(number)) for number in range(times))


def nested(outer: str, inner: str, close: str, levels: int) -> str:
    """Return something within itself."""
    return outer * levels + inner + close * levels


def in_viewer(selection: str) -> str:
    """Return a document that asks something of the viewer."""
    return f"{{viewer{{{selection}}}}}"


def as_identifier(literal: str) -> str:
    """Return a document in which a literal stands for an identifier."""
    return f"{{license(identifier:{literal}){{id}}}}"


def _overlapping() -> str:
    return in_viewer(many("organization{id}", FULL // 4))


def _overlapping_fragments() -> str:
    spread = many("...F#", 36)
    return in_viewer(spread) + many("fragment F# on Viewer{organization{id code}}", 36)


def _circular() -> str:
    return in_viewer("...A") + "".join(
        f"fragment {name} on Viewer{{id ...{next_} ...{next_}}}" for name, next_ in pairwise("ABCA")
    )


CORPUS = {
    "a bomb of 662 bytes": Attack(fragment_bomb(662), EXCEEDED),
    "a bomb of 2,174 bytes": Attack(fragment_bomb(2_174), EXCEEDED),
    "a flood of aliases": Attack(in_viewer(many("a#:assurance", FULL // 3)), EXCEEDED),
    "a flood of aliases, too long": Attack(in_viewer(many("a#:assurance", 10_000)), EXCEEDED),
    "a flood of directives": Attack(in_viewer("id " + "@skip(if:true)" * (FULL // 7)), EXCEEDED),
    "unknown directives": Attack(in_viewer("id " + "@a" * (FULL // 2)), EXCEEDED),
    "deep fields": Attack(
        "{viewer" + nested("{organization", "{id}", "}", FULL // 4) + "}", EXCEEDED
    ),
    "deep inline fragments": Attack(nested("{...", "{viewer{id}}", "}", FULL // 4), EXCEEDED),
    "circular introspection": Attack(
        "{__schema{types" + nested("{fields{type", "{name}", "}}", 6) + "}}",
        "IntrospectionNotAllowed",
    ),
    "introspection under aliases": Attack(
        "{" + many("s#:__schema{types{name}}", 20) + "}", EXCEEDED
    ),
    "circular fragments": Attack(_circular(), INVALID),
    "huge variables": Attack("{viewer{id}}", EXCEEDED, {"a": ["x"] * 100_000}),
    "deep variables": Attack("{viewer{id}}", EXCEEDED, {"a": [[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]}),
    "many operations": Attack(many("query Q#{viewer{id}}", FULL // 8), EXCEEDED),
    "many roots": Attack("{" + many("a#:viewer{id}", 49) + "}", EXCEEDED),
    "many variables": Attack(f"query({many('$v#:Int', FULL // 4)}){{viewer{{id}}}}", EXCEEDED),
    "overlapping fields": Attack(_overlapping(), EXCEEDED),
    "overlapping fragments": Attack(_overlapping_fragments(), EXCEEDED),
    "overlapping leaves": Attack(in_viewer("assurance " * FULL), EXCEEDED),
    "unknown fields": Attack(in_viewer(many("x#", FULL)), INVALID),
    "a long name": Attack(f"{{{'n' * LONG}}}", INVALID),
    "a long alias": Attack(in_viewer(f"{'n' * LONG}:assurance"), ANSWERED),
    "long names": Attack(in_viewer(" ".join(one * (LONG // 11) for one in "abcdefghij")), INVALID),
    "a name too long": Attack(f"{{{'n' * 1_000_000}}}", EXCEEDED),
    "escapes": Attack(as_identifier('"' + "\\u0041" * ESCAPED + '"'), "LicenseNotFound"),
    "broken escapes": Attack(as_identifier('"' + "\\u{110000}" * ESCAPED + '"'), INVALID),
    "short escapes": Attack(as_identifier('"' + "\\n" * ESCAPED + '"'), "LicenseNotFound"),
    "a flood of escapes": Attack(as_identifier('"' + "\\n" * (LONG // 2) + '"'), EXCEEDED),
    "deep lists": Attack(as_identifier(nested("[", "1", "]", 190)), EXCEEDED),
    "wide lists": Attack(as_identifier("[" + "1 " * FULL + "]"), EXCEEDED),
    "a wide object": Attack(f"{{licenses(under:{{{many('a#:1', 49)}}}){{id}}}}", INVALID),
    "a block string": Attack(as_identifier('"""' + " x\n" * HIGH + '"""'), "LicenseNotFound"),
    "a block string without end": Attack(as_identifier('"""' + '\\"""' * ESCAPED), INVALID),
    "quotes without end": Attack(as_identifier('"\n' * (FULL // 2)), INVALID),
    "comments": Attack("#\n" * HIGH + "{viewer{id}}", EXCEEDED),
    "lines": Attack("\n" * 9_000 + "{viewer{id}}", EXCEEDED),
    "spaces": Attack(" " * LONG + "{viewer{id}}", ANSWERED),
    "empty lines and mistakes": Attack("\n" * HIGH + in_viewer(many("x#", FULL)), INVALID),
    "nothing but brackets": Attack("{" * FULL, INVALID),
    "a number": Attack(f"{{authorizations(first:{'9' * (LONG - 10)}){{id}}}}", INVALID),
}
"""What is sent by somebody who brings no token, and the code that must come back."""
