"""Bound what a request may ask, before it is validated: in time linear in its text."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    ListTypeNode,
    ListValueNode,
    Node,
    ObjectFieldNode,
    ObjectValueNode,
    OperationDefinitionNode,
    Token,
)
from graphql.language.ast import QUERY_DOCUMENT_KEYS
from graphql.language.parser import Parser, nested_too_deeply_error

from hub.errors import Kind, Refusal
from schema.turns import give_way


class LimitExceeded(Refusal):
    """The request asks for more than any may: the limit is named, and what was found."""

    kind = Kind.INVALID
    zh = "GraphQL 请求超出限制：{limit_zh}最多 {most}，实为 {found}"
    en = "The GraphQL request exceeds a limit: at most {most} {limit_en}, found {found}"


class Limit(NamedTuple):
    """Something of which there may be so much, and no more."""

    zh: str
    en: str
    most: int

    def hold(self, found: int) -> None:
        """Let pass what is within the limit.

        Raises: LimitExceeded.
        """
        if found > self.most:
            raise self.exceeded(found)

    def exceeded(self, found: object) -> LimitExceeded:
        """Return the refusal of what is beyond the limit."""
        return LimitExceeded(limit_zh=self.zh, limit_en=self.en, most=self.most, found=found)


CHARACTERS: Final = Limit("文本字符数", "characters of text", 10_000)
LINES: Final = Limit("行数", "lines", 1_000)
ESCAPES: Final = Limit("反斜杠数", "backslashes", 500)
TOKENS: Final = Limit("词法单元数", "tokens, comments counted", 600)
NESTING: Final = Limit("列表和对象的嵌套层数", "levels of lists and objects", 10)
DEPTH: Final = Limit("片段展开后的嵌套层数", "levels of fields with all fragments spread", 16)
ROOTS: Final = Limit("片段展开后的根字段数", "root fields with all fragments spread", 20)
FIELDS: Final = Limit("片段展开后的字段数", "fields with all fragments spread", 1_000)
COMPARISONS: Final = Limit("同名字段的比较步数", "steps of comparing fields of one name", 2_000)
MARKS: Final = Limit(
    "正文中的逗号和左括号数（含文本内的）", "commas and open brackets, also within texts", 40_000
)
VALUES: Final = Limit("变量中的值数", "values in the variables", 25_000)
LEVELS: Final = Limit("变量的嵌套层数", "levels in the variables", 16)

ALIAS, META, LITERAL = "alias", "meta", "literal"
COUNTED: Final = {
    "operation_definition": Limit("操作数", "operations", 10),
    "fragment_definition": Limit("片段定义数", "fragment definitions", 50),
    "fragment_spread": Limit("片段引用数", "fragment spreads", 100),
    "directive": Limit("指令数", "directives", 50),
    "variable_definition": Limit("变量定义数", "variable definitions", 50),
    ALIAS: Limit("别名数", "aliases", 50),
    META: Limit("内省字段数", "fields __schema or __type", 1),
    LITERAL: Limit("列表和对象中的字面值数", "values in literal lists and objects", 50),
}
"""What is counted as it is written, by the kind of node or by the name it has here."""

_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\"""|\\|"(?!""))*+(?:""")?'
    r'|"(?:[^"\\\r\n]|\\[^\r\n])*+"?'
    r"|#[^\r\n]*"
    r"|[A-Za-z_][A-Za-z_0-9]*|-?[0-9][0-9.eE+-]*|\.\.\."
    r"|[!$&():=@\[\]{|}]"
)
"""One token of a document, or a comment; possessive, so that no text is scanned twice."""

_UNSEEN = {"name", "alias", "variable", "description"}
_BELOW = {
    kind: tuple(key for key in keys if key not in _UNSEEN)
    for kind, keys in QUERY_DOCUMENT_KEYS.items()
}


class _Place(NamedTuple):
    """A node, and what it stands in."""

    node: Node
    depth: int
    root: bool
    """Whether it stands in no field."""
    nesting: int
    """In how many lists and objects it stands."""


@dataclass
class _Size:
    """How much a definition asks for: by itself at first, then with its fragments spread."""

    fields: int = 0
    roots: int = 0
    depth: int = 0
    spreads: list[tuple[str, int, bool]] = field(default_factory=list)
    """Which fragments are spread, at what depth, and whether in no field."""


def read(text: str) -> DocumentNode:
    """Parse a document that is within the limits.

    Raises: LimitExceeded, and GraphQLSyntaxError.
    """
    CHARACTERS.hold(len(text))
    LINES.hold(1 + text.count("\n") + text.count("\r"))
    ESCAPES.hold(text.count("\\"))
    TOKENS.hold(count_tokens(text))
    document = _parse(text)
    check(document)
    return document


class _Parsing(Parser):
    """A parser that gives way."""

    def advance_lexer(self) -> None:
        """Go on to the next token."""
        give_way()
        super().advance_lexer()

    def forget(self) -> None:
        """Let go of the tokens that no node begins or ends with; each holds all others."""
        token: Token | None = self._lexer.token
        while token is not None:
            token.next, token.prev, token = None, None, token.prev


def _parse(text: str) -> DocumentNode:
    parsing = _Parsing(text)
    try:
        return parsing.parse_document()
    except RecursionError:
        pass
    finally:
        parsing.forget()
    raise nested_too_deeply_error(parsing)  # after the block: it must not hold on to every frame


def count_tokens(text: str) -> int:
    """Return how many tokens and comments a parser would find in a text, up to an error in it."""
    return len(_TOKEN.findall(text))


def check(document: DocumentNode) -> None:
    """Look through each definition once, and each fragment once however often it is spread.

    Raises: LimitExceeded.
    """
    counted: Counter[str] = Counter()
    sizes = [(definition, _measure(definition, counted)) for definition in document.definitions]
    for name, limit in COUNTED.items():
        limit.hold(counted[name])
    fragments = _Fragments(
        {
            definition.name.value: size
            for definition, size in sizes
            if isinstance(definition, FragmentDefinitionNode)
        }
    )
    for definition, size in sizes:
        if isinstance(definition, OperationDefinitionNode):
            spread = fragments.spread_in(size)
            DEPTH.hold(spread.depth)
            ROOTS.hold(spread.roots)
            FIELDS.hold(spread.fields)


def check_body(body: bytes) -> None:
    """Look at the JSON of a request before it is read, which takes as long as it holds values.

    Raises: LimitExceeded.
    """
    MARKS.hold(sum(map(body.count, (b",", b"[", b"{"))))


def check_variables(variables: dict[str, Any] | None) -> None:
    """Look through the variables once.

    Raises: LimitExceeded.
    """
    found, level = 0, 0
    containers: list[Any] = [variables or {}]
    while containers:
        level += 1
        found += sum(map(len, containers))
        LEVELS.hold(level)
        VALUES.hold(found)
        containers = [
            value
            for container in containers
            for value in (container.values() if isinstance(container, dict) else container)
            if isinstance(value, dict | list)
        ]


def _measure(definition: Node, counted: Counter[str]) -> _Size:
    """Return the size of a definition by itself, and count what is written in it.

    Raises: LimitExceeded.
    """
    size = _Size()
    for node, depth, root, nesting in _walk(definition):
        counted[node.kind] += 1
        if nesting:
            counted[LITERAL] += not isinstance(node, ObjectFieldNode)
            NESTING.hold(nesting)
        elif isinstance(node, FieldNode):
            counted[ALIAS] += node.alias is not None
            counted[META] += node.name.value in {"__schema", "__type"}
            size.fields += 1
            size.roots += root
            size.depth = max(size.depth, depth + 1)
        elif isinstance(node, FragmentSpreadNode):
            size.spreads.append((node.name.value, depth, root))
    return size


def _walk(definition: Node) -> Iterator[_Place]:
    """Yield every node of a definition that asks for anything."""
    places = [_Place(definition, depth=0, root=True, nesting=0)]
    while places:
        give_way()
        place = places.pop()
        yield place
        node, depth, root, nesting = place
        if isinstance(node, FieldNode | InlineFragmentNode):
            depth += 1
            root = root and not isinstance(node, FieldNode)
        elif isinstance(node, ListValueNode | ObjectValueNode | ListTypeNode):
            nesting += 1
        places.extend(_Place(below, depth, root, nesting) for below in _nodes_below(node))


def _nodes_below(node: Node) -> Iterator[Node]:
    for key in _BELOW.get(node.kind, ()):
        below = getattr(node, key)
        if isinstance(below, Node):
            yield below
        elif below:
            yield from below


class _Fragments:
    """The sizes of fragments, each reckoned once: numbers are multiplied, and nothing else."""

    def __init__(self, own: dict[str, _Size]) -> None:
        self._own = own
        self._spread: dict[str, _Size] = {}

    def spread_in(self, size: _Size) -> _Size:
        """Return a size with all fragments spread in it."""
        total = _Size(size.fields, size.roots, size.depth)
        for name, depth, root in size.spreads:
            below = self._size(name)
            total.fields += below.fields
            total.roots += below.roots if root else 0
            total.depth = max(total.depth, depth + below.depth)
        return total

    def _size(self, name: str) -> _Size:
        """Return the size of a fragment; one that is absent or spreads itself is told later."""
        if name not in self._spread:
            own = self._own.get(name, _Size())
            self._spread[name] = own
            self._spread[name] = self.spread_in(own)
        return self._spread[name]
