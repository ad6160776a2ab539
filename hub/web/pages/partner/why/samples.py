"""Queries to begin with: what people ask most why of."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from hub.web.pages.words import Words


class Sample(NamedTuple):
    """A query, and what its variables may be."""

    title: Words
    query: str
    variables: str = '{"of": ""}'


SAMPLES: Final[Mapping[str, Sample]] = {
    "cause": Sample(
        Words("一份证照，说明事由", "One license, for a stated cause"),
        'query ($of: String!) {\n  license(identifier: $of, purpose: {cause: "核验"}) {\n'
        "    fields { key outcome }\n  }\n}",
    ),
    "scenario": Sample(
        Words("一份证照，在应用场景之下", "One license, under a scenario"),
        "query ($of: String!, $purpose: PurposeInput!) {\n"
        "  license(identifier: $of, purpose: $purpose) {\n    fields { key outcome }\n  }\n}",
        '{\n  "of": "",\n  "purpose": {"cause": "", "scenario": "", "matter": "",'
        ' "caseNumber": ""}\n}',
    ),
    "record": Sample(
        Words("社会公示信息", "The public register"),
        "query ($of: String!) {\n  publicRecord(identifier: $of) {\n"
        "    fields { key outcome }\n  }\n}",
    ),
}
