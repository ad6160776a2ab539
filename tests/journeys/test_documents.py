"""Every command in the documents works as it is written, and is answered as is shown."""

import json

import pytest

from tests.journeys.documents import DOCUMENTS, Sample, differs, samples
from tests.journeys.served import Served

SAMPLES = [sample for document in DOCUMENTS for sample in samples(document)]
CURLS = [sample for sample in SAMPLES if sample.shown is not None]


@pytest.mark.parametrize(
    "sample", CURLS, ids=[f"{sample.document}-{number}" for number, sample in enumerate(CURLS)]
)
def test_a_command_is_answered_as_shown(served: Served, sample: Sample) -> None:
    answer = json.loads(sample.run(served))
    assert differs(json.loads(sample.shown or ""), answer) is None


def test_the_documents_show_something() -> None:
    assert len([sample for sample in CURLS if sample.document == "README.md"]) >= 4
    assert len([sample for sample in CURLS if sample.document.startswith("edges")]) >= 9


def test_a_shown_answer_that_is_not_given_is_noticed() -> None:
    assert differs({"a": [1, {"b": "…"}]}, {"a": [1, {"b": "x", "c": 2}], "d": 3}) is None
    assert differs({"a": [1]}, {"a": [1, 2]}) is not None
    assert differs({"a": 1}, {}) is not None
    assert differs({"a": "…"}, {"a": None}) is not None
