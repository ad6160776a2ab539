"""What can happen to a license, in which states, and how each act differs (art. 10)."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from hub.web.pages.words import Words

_RUNNING: Final = frozenset({"IN_FORCE", "EXPIRED", "NOT_YET_VALID"})
_NOT_ENDED: Final = _RUNNING | {"SUSPENDED"}


class LifeAct(NamedTuple):
    """An act in the life of a license."""

    title: Words
    told: Words
    """What it means, and what it is not."""
    done: Words
    states: frozenset[str]
    ends: bool = False


LIFE: Final[Mapping[str, LifeAct]] = {
    "suspend": LifeAct(
        Words("停用", "Suspend"),
        Words(
            "暂时停止使用，可以恢复。停用期间他人不能凭授权查看该证照。",
            "It stops for a time and can be resumed; meanwhile no authorization shows it.",
        ),
        Words("证照已停用", "The license is suspended"),
        _RUNNING,
    ),
    "resume": LifeAct(
        Words("恢复", "Resume"),
        Words("停用的原因已消除，恢复使用。", "The reason of the suspension is gone."),
        Words("证照已恢复", "The license is resumed"),
        frozenset({"SUSPENDED"}),
    ),
    "inspect": LifeAct(
        Words("登记年检", "Record an inspection"),
        Words("登记年度检验，照面内容不变。", "An annual inspection; what it says stays."),
        Words("年检已登记", "The inspection is recorded"),
        _RUNNING,
    ),
    "annul": LifeAct(
        Words("撤销", "Annul"),
        Words(
            "证照本不应当核发：申请材料不实、超越职权或违反法定程序等。不是对持证主体的处罚。",
            "It was wrongly granted: on false papers, without competence, against the procedure. It"
            " is no penalty.",
        ),
        Words("证照已撤销", "The license is annulled"),
        _NOT_ENDED,
        ends=True,
    ),
    "revoke": LifeAct(
        Words("吊销", "Revoke"),
        Words(
            "核发并无不当，因持证主体违法而作出的行政处罚。",
            "It was rightly granted, and is taken away as a penalty for what the holder did.",
        ),
        Words("证照已吊销", "The license is revoked"),
        _NOT_ENDED,
        ends=True,
    ),
    "cancel": LifeAct(
        Words("注销", "Cancel"),
        Words(
            "正常终止：有效期届满不再延续、持证主体终止或者申请注销等。",
            "Its normal end: its time is over, its holder is no more, or asked for it.",
        ),
        Words("证照已注销", "The license is cancelled"),
        _NOT_ENDED,
        ends=True,
    ),
}
CHANGEABLE: Final = _NOT_ENDED
RENEWABLE: Final = _RUNNING


def acts_in(state: str | None) -> dict[str, LifeAct]:
    """Return what can be done to a license that stands so."""
    return {name: act for name, act in LIFE.items() if state in act.states}
