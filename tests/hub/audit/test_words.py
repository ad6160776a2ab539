"""A citizen is told in plain words who used a license, why, on what basis, and what was shown."""

import re
from datetime import UTC, datetime

import msgspec
import pytest

from hub.audit.words import BASES, REFUSALS, WHO, Both, Doing, Told, Who, sentence
from hub.policy.terms import Basis, DecisionCode

HAN = re.compile(r"[\u4e00-\u9fff]")
NAME, AREA, PHONE = Both("姓名", "name"), Both("面积", "area"), Both("电话", "phone")
BANK = Both("示例银行", "Sample Bank")
USED = Told(
    at=datetime(2026, 11, 25, 2, 30, tzinfo=UTC),
    who=Who.ORGANIZATION,
    organization=BANK,
    entry=Both("不动产权证书", "Real estate certificate"),
    full=(NAME, AREA),
    masked=(PHONE,),
    bases=(Basis.GRANT,),
    cause="loan 7",
    matter=Both("抵押贷款", "mortgage"),
    case_number="2026-1",
)


def with_(**changed: object) -> Told:
    """Return the usual use with something changed."""
    return msgspec.structs.replace(USED, **changed)


def test_everything_that_matters_is_said() -> None:
    assert sentence(USED) == Both(
        "2026年11月25日 10:30，示例银行为“loan 7”（事项“抵押贷款”，办件编号 2026-1）查看了您的"
        "《不动产权证书》；看到：姓名、面积；遮盖后看到：电话；依据：您的授权。",
        "On 2026-11-25 at 10:30 (Beijing time), Sample Bank looked at your Real estate certificate"
        ' for "loan 7" (matter "mortgage", case 2026-1); shown: name, area; shown masked: phone;'
        " basis: your grant.",
    )


@pytest.mark.parametrize("basis", Basis)
def test_each_basis_has_its_words(basis: Basis) -> None:
    said = sentence(with_(bases=(basis,)))
    assert said.zh.endswith(f"；依据：{BASES[basis].zh}。")
    assert said.en.endswith(f"; basis: {BASES[basis].en}.")
    assert len(set(BASES.values())) == len(Basis)


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [
        (DecisionCode.CONSENTED, "并经您同意", "with your consent"),
        (DecisionCode.WAIVED, "依法免于征得您的同意", "waived by law"),
        (DecisionCode.SHARED, "无条件共享", "without condition"),
    ],
)
def test_a_request_says_how_it_came_by_the_field(code: DecisionCode, zh: str, en: str) -> None:
    law = Both("《示例法》第一条", "Sample Law, art. 1")
    said = sentence(with_(bases=(Basis.REQUEST,), codes=frozenset({code}), laws=(law, law)))
    assert zh in said.zh
    assert en in said.en
    assert (said.zh.count(law.zh), said.en.count(law.en)) == (1, 1)


@pytest.mark.parametrize("who", [who for who in Who if who is not Who.ORGANIZATION])
def test_each_who_has_its_words(who: Who) -> None:
    said = sentence(with_(who=who, organization=None))
    assert WHO[who].zh in said.zh
    assert WHO[who].en.lower() in said.en.lower()


@pytest.mark.parametrize(
    ("outcome", "zh", "en"),
    [("full", "看到：姓名", "shown: name"), ("masked", "遮盖后看到：姓名", "shown masked: name"),
     ("withheld", "未提供：姓名", "withheld: name")],
)  # fmt: skip
def test_each_outcome_has_its_words(outcome: str, zh: str, en: str) -> None:
    said = sentence(with_(**{"full": (), "masked": (), "withheld": ()} | {outcome: (NAME, NAME)}))
    assert f"；{zh}；" in said.zh
    assert f"; {en}; " in said.en


@pytest.mark.parametrize("doing", Doing)
def test_what_shows_no_value_says_so_by_its_verb(doing: Doing) -> None:
    all_said = {sentence(with_(doing=one)) for one in Doing}
    assert len(all_said) == len(Doing)
    assert sentence(with_(doing=doing, refusal="NO_BASIS")) not in all_said


@pytest.mark.parametrize("code", [*REFUSALS, "SomethingElse"])
def test_a_refusal_says_what_was_tried_why_not_and_that_nothing_was_shown(code: str) -> None:
    said = sentence(with_(refusal=code, full=(), masked=(), withheld=(NAME,), bases=()))
    assert "示例银行为“loan 7”" in said.zh
    assert "试图查看您的《不动产权证书》；想看的字段：姓名；因" in said.zh
    assert said.zh.endswith("被拒绝，没有看到任何内容。")
    assert "tried to look at your Real estate certificate" in said.en
    assert said.en.endswith(", and nothing was shown.")
    words = REFUSALS.get(code, Both(code, code))
    assert words.zh in said.zh
    assert words.en in said.en


def test_little_known_is_little_said() -> None:
    bare = Told(at=USED.at, who=Who.UNIDENTIFIED)
    assert sentence(bare).zh == "2026年11月25日 10:30，一位未登录的访问者查看了您的电子证照。"
    assert sentence(bare).en == (
        "On 2026-11-25 at 10:30 (Beijing time), a visitor who was not signed in looked at your"
        " license."
    )


def test_every_word_is_there_in_both_languages() -> None:
    for both in (*BASES.values(), *WHO.values(), *REFUSALS.values()):
        assert HAN.search(both.zh)
        assert not HAN.search(both.en)
