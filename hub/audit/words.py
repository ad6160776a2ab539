"""Say in plain words, in two languages, how a license was used (用证记录, art. 15(2)); pure."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

import msgspec

from hub.clock import SHANGHAI
from hub.policy.terms import Basis, DecisionCode


class Both(NamedTuple):
    """The same in both languages."""

    zh: str
    en: str


class Who(StrEnum):
    """As what somebody came to a license, as far as its holder is told."""

    SELF = "SELF"
    AGENT = "AGENT"
    GUARDIAN = "GUARDIAN"
    DELEGATE = "DELEGATE"
    CO_HOLDER = "CO_HOLDER"
    ORGANIZATION = "ORGANIZATION"
    PERSON = "PERSON"
    UNIDENTIFIED = "UNIDENTIFIED"


class Doing(StrEnum):
    """What was done with a license."""

    LOOK = "LOOK"
    COMPARE = "COMPARE"
    VERIFY = "VERIFY"
    EXPLAIN = "EXPLAIN"
    COPY = "COPY"
    FETCH = "FETCH"
    PACKAGE = "PACKAGE"
    VERIFY_COPY = "VERIFY_COPY"
    OBJECT = "OBJECT"
    EXCHANGE = "EXCHANGE"
    WEBHOOK = "WEBHOOK"


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """All that a sentence is made of; names stand in it and never a value."""

    at: datetime
    who: Who
    organization: Both | None = None
    doing: Doing = Doing.LOOK
    entry: Both | None = None
    full: Sequence[Both] = ()
    masked: Sequence[Both] = ()
    withheld: Sequence[Both] = ()
    bases: Sequence[Basis] = ()
    codes: frozenset[str] = frozenset()
    laws: Sequence[Both] = ()
    cause: str | None = None
    scenario: Both | None = None
    matter: Both | None = None
    case_number: str | None = None
    refusal: str | None = None
    """The code by which all of it was refused."""


WHO = {
    Who.SELF: Both("您本人", "You yourself"),
    Who.AGENT: Both("经办人", "The agent of the holder"),
    Who.GUARDIAN: Both("监护人", "The guardian of the holder"),
    Who.DELEGATE: Both("您委托的人", "The person you delegated"),
    Who.CO_HOLDER: Both("共同持证人", "A joint holder"),
    Who.ORGANIZATION: Both("某单位", "An organization"),
    Who.PERSON: Both("一位已登录的个人", "A person who was signed in"),
    Who.UNIDENTIFIED: Both("一位未登录的访问者", "A visitor who was not signed in"),
}

_DONE = {
    Doing.LOOK: Both("查看了", "looked at"),
    Doing.COMPARE: Both("比对了（不显示内容）", "compared values, without being shown any, with"),
    Doing.VERIFY: Both("核验了", "verified"),
    Doing.EXPLAIN: Both("询问了可见范围（未显示内容）", "asked, without data, what may be seen of"),
    Doing.COPY: Both("留存了存档副本，原件为", "took an archival copy of"),
    Doing.FETCH: Both("下载了先前留存的存档副本，原件为", "downloaded, as taken before, a copy of"),
    Doing.PACKAGE: Both("下载了归档包，内容为", "took an archive package of"),
    Doing.VERIFY_COPY: Both("核验了存档副本，原件为", "verified a copy of"),
    Doing.OBJECT: Both("提出异议（未显示内容），对象为", "objected, without being shown data, to"),
    Doing.EXCHANGE: Both("经平台对接接收了", "received, by exchange between platforms,"),
    Doing.WEBHOOK: Both("获知有变动（未显示内容），涉及", "was told, without data, of a change of"),
}
_TRIED = {
    Doing.LOOK: Both("试图查看", "tried to look at"),
    Doing.COMPARE: Both("试图比对", "tried to compare values with"),
    Doing.VERIFY: Both("试图核验", "tried to verify"),
    Doing.EXPLAIN: Both("试图询问可见范围：", "tried to ask what may be seen of"),
    Doing.COPY: Both("试图留存存档副本，原件为", "tried to take an archival copy of"),
    Doing.FETCH: Both("试图下载存档副本，原件为", "tried to download an archival copy of"),
    Doing.PACKAGE: Both("试图下载归档包，内容为", "tried to take an archive package of"),
    Doing.VERIFY_COPY: Both("试图核验存档副本，原件为", "tried to verify a copy of"),
    Doing.OBJECT: Both("试图提出异议，对象为", "tried to object to"),
    Doing.EXCHANGE: Both("本应经平台对接接收", "was to receive, by exchange between platforms,"),
    Doing.WEBHOOK: Both("本应获知有变动，涉及", "was to be told of a change of"),
}

BASES = {
    Basis.HOLDER: Both("持证主体本人的权利", "the holder's own right"),
    Basis.ISSUER: Both("签发部门的职责", "the duty of the department that issued it"),
    Basis.PUBLIC: Both("依法向社会公示", "disclosure to the public by law"),
    Basis.OVERSIGHT: Both("监督管理职责", "the duty to supervise"),
    Basis.DELEGATION: Both("您的委托", "your delegation"),
    Basis.PRESENTATION: Both("您的亮证", "your presenting it"),
    Basis.REQUEST: Both("经批准的依职能共享申请", "an approved access request"),
    Basis.GRANT: Both("您的授权", "your grant"),
}

_REQUESTED = {
    DecisionCode.CONSENTED: Both("并经您同意", "with your consent"),
    DecisionCode.WAIVED: Both("依法免于征得您的同意", "your consent being waived by law"),
    DecisionCode.SHARED: Both("属无条件共享", "for fields shared without condition"),
}

REFUSALS = {
    "NO_BASIS": Both("没有任何依据", "nothing entitled the caller to it"),
    "GrantGone": Both("所依据的授权已撤回或用尽", "the grant had been withdrawn or used up"),
    "BudgetSpent": Both("当日额度已用尽", "the day's budget was used up"),
    "UsedAlready": Both("链接或验证码已用过", "the link or code had been used before"),
    "FieldNotComparable": Both("所列字段不得比对", "a field may not be compared"),
    "PurposeNeeded": Both("未说明用证目的", "no purpose was stated"),
    "ConsentGone": Both("您的同意已撤回", "your consent had been withdrawn"),
    "DelegationGone": Both("您的委托已结束", "your delegation had ended"),
    "PresentationGone": Both("亮证已结束", "the presentation was over"),
    "RequestGone": Both("共享申请已中止或用尽", "the access request had ended or was used up"),
    "OversightGone": Both("监督任务已结束", "the task of oversight had ended"),
}


def sentence(told: Told) -> Both:
    """Tell who used a license, for whom, which fields, why, on what basis and when."""
    return Both(_zh(told), _en(told))


def _zh(told: Told) -> str:
    at = told.at.astimezone(SHANGHAI)
    when = f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}"
    done = (_TRIED if told.refusal else _DONE)[told.doing].zh
    name = f"《{told.entry.zh}》" if told.entry else "电子证照"
    parts = [f"{when}，{_who(told).zh}{_why_zh(told)}{done}您的{name}"]
    if told.refusal:
        asked = _listed(told.withheld, 0)
        parts.append(f"想看的字段：{asked}" if asked else "")
        parts.append(f"因{_refused(told).zh}被拒绝，没有看到任何内容")
    else:
        parts += _fields(told, 0, ("看到：", "遮盖后看到：", "未提供："))
        parts.append(f"依据：{_on(told, 0)}" if told.bases else "")
    return "；".join(part for part in parts if part) + "。"


def _en(told: Told) -> str:
    at = told.at.astimezone(SHANGHAI)
    done = (_TRIED if told.refusal else _DONE)[told.doing].en
    name = told.entry.en if told.entry else "license"
    when = f"On {at:%Y-%m-%d} at {at:%H:%M} (Beijing time)"
    parts = [f"{when}, {_lowered(_who(told).en)} {done} your {name}{_why_en(told)}"]
    if told.refusal:
        asked = _listed(told.withheld, 1)
        parts.append(f"asked for: {asked}" if asked else "")
        parts.append(f"it was refused because {_refused(told).en}, and nothing was shown")
    else:
        parts += _fields(told, 1, ("shown: ", "shown masked: ", "withheld: "))
        parts.append(f"basis: {_on(told, 1)}" if told.bases else "")
    return "; ".join(part for part in parts if part) + "."


def _who(told: Told) -> Both:
    if told.who is Who.ORGANIZATION and told.organization is not None:
        return told.organization
    return WHO[told.who]


def _lowered(text: str) -> str:
    """Begin within a sentence: only what is no name begins with a small letter."""
    return text[0].lower() + text[1:] if any(text == one.en for one in WHO.values()) else text


def _why_zh(told: Told) -> str:
    said = [
        f"为“{told.cause}”" if told.cause else "",
        f"场景“{told.scenario.zh}”" if told.scenario else "",
        f"事项“{told.matter.zh}”" if told.matter else "",
        f"办件编号 {told.case_number}" if told.case_number else "",
    ]
    first, *more = [part for part in said if part] or [""]
    return first + (f"（{'，'.join(more)}）" if more else "")


def _why_en(told: Told) -> str:
    said = [
        f'for "{told.cause}"' if told.cause else "",
        f'scenario "{told.scenario.en}"' if told.scenario else "",
        f'matter "{told.matter.en}"' if told.matter else "",
        f"case {told.case_number}" if told.case_number else "",
    ]
    first, *more = [part for part in said if part] or [""]
    return (f" {first}" if first else "") + (f" ({', '.join(more)})" if more else "")


def _fields(told: Told, language: int, heads: tuple[str, str, str]) -> list[str]:
    lists = (told.full, told.masked, told.withheld)
    return [
        head + _listed(names, language) for head, names in zip(heads, lists, strict=True) if names
    ]


def _listed(names: Sequence[Both], language: int) -> str:
    """List names, each once."""
    return ("、", ", ")[language].join(dict.fromkeys(name[language] for name in names))


def _on(told: Told, language: int) -> str:
    said = [_basis(told, basis, language) for basis in told.bases]
    laws = _listed(told.laws, language)
    return ("、", ", ")[language].join(said) + (f" ({laws})" if laws else "")


def _basis(told: Told, basis: Basis, language: int) -> str:
    words = BASES[basis][language]
    if basis is not Basis.REQUEST:
        return words
    more = [said[language] for code, said in _REQUESTED.items() if code in told.codes]
    return ("，", ", ")[language].join([words, *more])


def _refused(told: Told) -> Both:
    code = told.refusal or ""
    return REFUSALS.get(code, Both(f"不符合规定（{code}）", f"a rule did not allow it ({code})"))
