"""Masks: each rule by example, of fixed length, and never more of a value than its rule says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.policy.masks import masked
from hub.policy.terms import Mask

IDENTITY_NUMBER = "519999199001010017"

COMPOUND_SURNAMES = [
    *("欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐"),
    *("司徒", "司空", "夏侯", "长孙", "宇文", "轩辕", "端木", "南宫", "西门", "独孤"),
    *("赫连", "澹台", "淳于", "申屠", "钟离", "鲜于", "闻人", "呼延", "拓跋"),
]

BY_EXAMPLE = [
    (Mask.PERSON_NAME, "张三", "张*"),
    (Mask.PERSON_NAME, "张三丰", "张*"),
    (Mask.PERSON_NAME, "欧阳娜", "欧阳*"),
    (Mask.PERSON_NAME, "欧阳小娜", "欧阳*"),
    (Mask.PERSON_NAME, "欧阳", "欧*"),
    (Mask.IDENTITY_NUMBER_PARTNER, IDENTITY_NUMBER, "519***********0017"),
    (Mask.IDENTITY_NUMBER_PUBLIC, IDENTITY_NUMBER, "5****************7"),
    (Mask.PHONE, "19900001234", "199****1234"),
    (Mask.ADDRESS, "四川省样例市高新区天府大道1号", "四川省样例市高新区***"),
    (Mask.ADDRESS, "四川省样例州样例县东街2号", "四川省样例州样例县***"),
    (Mask.ADDRESS, "四川省样例市东街2号", "四川省样例市***"),
    (Mask.ADDRESS, "样例盟样例旗东街2号", "样例盟样例旗***"),
    (Mask.KEEP_LAST, "SC-2026-000123", "****0123"),
    (Mask.YEAR, "1990-01-01", "1990-**-**"),
    (Mask.ALL, "任何内容", "***"),
    (Mask.ALL, "x", "***"),
]

TOO_SHORT = [
    (Mask.IDENTITY_NUMBER_PARTNER, "5199017"),
    (Mask.IDENTITY_NUMBER_PUBLIC, "57"),
    (Mask.PHONE, "1991234"),
    (Mask.KEEP_LAST, "0123"),
    (Mask.YEAR, "199"),
    (Mask.ADDRESS, "东街2号"),
]

LENGTHS = {
    Mask.IDENTITY_NUMBER_PARTNER: 18,
    Mask.IDENTITY_NUMBER_PUBLIC: 18,
    Mask.PHONE: 11,
    Mask.KEEP_LAST: 8,
    Mask.YEAR: 10,
    Mask.ALL: 3,
}


@pytest.mark.parametrize(("rule", "value", "form"), BY_EXAMPLE)
def test_each_rule_makes_its_form(rule: Mask, value: str, form: str) -> None:
    assert masked(rule, value) == form


@pytest.mark.parametrize("surname", COMPOUND_SURNAMES)
def test_a_compound_surname_stays_whole(surname: str) -> None:
    assert masked(Mask.PERSON_NAME, f"{surname}样") == f"{surname}*"


@pytest.mark.parametrize(("rule", "value"), TOO_SHORT)
def test_a_value_too_short_for_its_rule_shows_nothing(rule: Mask, value: str) -> None:
    assert masked(rule, value) == "***"


@pytest.mark.parametrize("rule", Mask)
def test_an_empty_value_has_no_masked_form(rule: Mask) -> None:
    assert masked(rule, "") is None


@pytest.mark.parametrize(("keep", "form"), [(2, "****23"), (6, "****000123"), (0, "***")])
def test_keep_last_keeps_as_many_as_the_field_says(keep: int, form: str) -> None:
    assert masked(Mask.KEEP_LAST, "SC-2026-000123", keep) == form


@pytest.mark.parametrize(("rule", "length"), LENGTHS.items())
@given(value=st.text(min_size=1, max_size=40))
def test_the_form_does_not_tell_the_length_of_the_value(
    rule: Mask, length: int, value: str
) -> None:
    form = masked(rule, value)
    assert form is not None
    assert form == "***" or len(form) == length


@given(first=st.text("样例王李", min_size=3, max_size=12), second=st.text("样例王李", min_size=3))
def test_names_of_one_surname_look_the_same(first: str, second: str) -> None:
    assert masked(Mask.PERSON_NAME, f"张{first}") == masked(Mask.PERSON_NAME, f"张{second}")


@given(value=st.text(min_size=1, max_size=40))
def test_no_rule_returns_the_value_itself(value: str) -> None:
    shown = {rule for rule in Mask if masked(rule, value) == value and set(value) != {"*"}}
    assert not shown
