"""A sheet loses nothing that was written, and says what cannot be read."""

from typing import Any

import pytest

from hub.web.pages.catalog.revision.moves import moves
from hub.web.pages.catalog.sheet import Sheet, SheetUnreadable, read

BODY: dict[str, Any] = {
    "code": "made-up-license", "zh": "示例证", "en": "Made-up license", "typeCode": "X",
    "joint": True, "sector": "film", "owner": "A", "issuers": ["A", "B"], "maxHolders": 2,
    "sharing": "CONDITIONAL", "legalBasis": "law", "numbering": "{serial}", "template": "plain",
    "publicAfterEnd": 0, "exemption": None, "holderKind": "LEGAL",
    "fields": [
        {"key": "number", "zh": "编号", "en": "Number", "type": "CODE", "subject": "LICENSE",
         "classification": "PUBLIC", "sharing": "EXEMPT", "disclosure": "NONE", "mask": "ALL",
         "defaultForm": "WITHHELD", "publicMask": None, "keep": 4, "legalBasis": None,
         "source": None, "required": True, "birthDate": False,
         "exemption": {"ground": "PRIVACY", "legalBasis": "law", "until": None}},
        {"key": "code", "zh": "代码", "en": "Code", "type": "TEXT", "subject": "HOLDER",
         "classification": "SENSITIVE_PERSONAL", "sharing": "CONDITIONAL", "disclosure": "NONE",
         "mask": "KEEP_LAST", "defaultForm": "MASKED", "publicMask": "YEAR", "keep": 2,
         "legalBasis": "law", "source": "register", "required": False, "birthDate": False,
         "exemption": None},
    ],
}  # fmt: skip


def without_nothing(part: dict[str, Any]) -> dict[str, Any]:
    """Return an entry as its input has it: what is not said is left out."""
    kept = {name: value for name, value in part.items() if value is not None}
    return (
        kept | {"fields": [without_nothing(one) for one in part["fields"]]}
        if "fields" in part
        else kept
    )


def sent(sheet: Sheet, **more: str) -> dict[str, str]:
    """Return the form that a browser would send of a sheet."""
    opened = {} if sheet.opened is None else {"opened": str(sheet.opened)}
    return {**sheet.typed, "copy": sheet.copy, **opened, **more}


def test_what_the_hub_tells_is_what_is_sent_back() -> None:
    for assurance, told in (("2", {}), ("3", {"minAssurance": 3})):
        number = BODY["fields"][0]
        body = BODY | {"fields": [number | {"assurance": int(assurance)}, BODY["fields"][1]]}
        wish = read(sent(Sheet.of(body))).wish
        expected = without_nothing(BODY)
        expected["fields"][0] |= told
        expected["fields"][0]["exemption"] = number["exemption"]
        assert wish == expected


def test_each_step_keeps_what_was_written() -> None:
    sheet = Sheet.of(BODY)
    sheet.do("open-1")
    sheet = read(sent(sheet, **{"field-zh": "改过的", "zh": "改过的证"}))
    sheet.do("add")
    sheet = read(sent(sheet, **{"field-key": "fresh"}))
    sheet.do("up-2")
    assert [one["key"] for one in sheet.fields] == ["number", "fresh", "code"]
    sheet.do("remove-0")
    assert [one["zh"] for one in read(sent(sheet)).fields] == ["", "改过的"]
    assert sheet.body["zh"] == "改过的证"
    assert sheet.wish["fields"][0]["defaultForm"] == "WITHHELD"


def test_json_is_the_same_sheet() -> None:
    sheet = Sheet.of(BODY)
    assert read({"whole": sheet.json}) == sheet


@pytest.mark.parametrize(
    ("form", "named"),
    [
        ({"whole": "{"}, "JSON"),
        ({"whole": "[]"}, "JSON"),
        ({"whole": '{"fields": [1]}'}, "JSON"),
        ({"whole": '{"colour": "red"}'}, "colour"),
        ({"whole": '{"fields": [{"kee": "x"}]}'}, "kee"),
        ({"copy": "{"}, "fields"),
        ({"copy": "[]", "maxHolders": "two"}, "maxHolders"),
        ({"copy": '[{"key": "x", "keep": "-1"}]'}, "x keep"),
        ({"copy": "[]", "exemptBasis": "law"}, "exemption"),
    ],
)
def test_what_cannot_be_read_is_named(form: dict[str, str], named: str) -> None:
    with pytest.raises(SheetUnreadable) as refusal:
        _ = read(form).wish
    assert f"“{named}”" in refusal.value.message_zh


@pytest.mark.parametrize("act", ["open-9", "remove-9", "up-0", "up-x", "nothing", ""])
def test_a_button_that_is_none_changes_nothing(act: str) -> None:
    sheet = Sheet.of(BODY)
    sheet.do(act)
    assert sheet == Sheet.of(BODY)


def test_fields_that_move_alike_share_a_row() -> None:
    seen = {"outcome": "GRANTED", "code": "DISCLOSED"}
    way = {
        "basis": "PUBLIC",
        "manner": "PLAIN",
        "ended": False,
        "assurances": [0],
        "since": "2026-01-01",
    }
    narrowed = way | {"direction": "NARROWS", "before": seen, "after": None}
    widened = way | {"direction": "WIDENS", "before": None, "after": seen}
    told = moves(
        [
            narrowed | {"key": "b"},
            narrowed | {"key": "a"},
            widened | {"key": "c"},
            narrowed | {"key": "c"},
        ]
    )
    assert [(row["direction"], row["keys"]) for row in told] == [
        ("WIDENS", ["c"]),
        ("NARROWS", ["a", "b", "c"]),
    ]
    assert [len(step["who"]) for row in told for step in row["steps"]] == [1, 1]
