"""Pages ask what the schema has, and have a word for all that it can answer."""

import re
from pathlib import Path

import pytest
from graphql import GraphQLEnumType, parse, validate

from hub.web.pages import naming
from hub.web.pages.documents import HERE, DocumentMissingError, Documents
from hub.web.pages.naming import TERMS, terms
from schema.root import build_schema

CORE = build_schema().core


@pytest.mark.parametrize("text", Documents().texts, ids=lambda text: text.split("{")[0].strip())
def test_a_document_is_one_operation_that_the_schema_answers(text: str) -> None:
    document = parse(text)
    assert validate(CORE, document) == []
    assert sum(one.kind == "operation_definition" for one in document.definitions) == 1


def test_nothing_else_can_be_asked() -> None:
    with pytest.raises(DocumentMissingError):
        Documents().text(HERE, "Visitor")
    code = [file.read_text("utf-8") for file in HERE.rglob("*.py")]
    assert sum("GraphqlRequest(" in text for text in code) == 1


@pytest.mark.parametrize("file", sorted(TERMS.glob("*.yaml")), ids=lambda file: file.stem)
def test_each_value_of_an_enumeration_has_a_word(file: Path) -> None:
    enumeration = CORE.type_map[file.stem]
    assert isinstance(enumeration, GraphQLEnumType)
    assert set(terms(file.stem)) == set(enumeration.values)
    assert all(words.zh and words.en for words in terms(file.stem).values())


def test_each_enumeration_that_a_template_names_has_words() -> None:
    named = {
        found
        for file in HERE.rglob("*.html")
        for found in re.findall(r"""\bterm\(["'](\w+)["']\)""", file.read_text("utf-8"))
    }
    assert named <= {file.stem for file in naming.TERMS.glob("*.yaml")}
