"""What is typed and pasted is read as what it is, or as nothing."""

import pytest

from hub.web.pages.partner.office import json_object, whole
from hub.web.pages.partner.refusals import KeyNotJson


@pytest.mark.parametrize(
    ("typed", "number"), [(" 30 ", 30), ("", 0), ("-1", 0), ("1.5", 0), ("９", 0), ("9" * 5000, 0)]
)
def test_a_number_that_is_typed_is_whole(typed: str, number: int) -> None:
    assert whole(typed) == number


def test_what_is_pasted_is_one_json_object() -> None:
    assert json_object(' {"kty": "EC"} ', KeyNotJson) == {"kty": "EC"}
    assert json_object("", KeyNotJson) == {}
    for pasted in ("[1]", "{kty", "1", "[" * 5000):
        with pytest.raises(KeyNotJson):
            json_object(pasted, KeyNotJson)
