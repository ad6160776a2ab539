"""Mask rules: the only ways a value becomes a masked form, each of a fixed length."""

from collections.abc import Callable

from hub.policy.terms import Mask

HIDDEN = "***"
"""What is left of a value that is too short, or too odd, for its rule."""

_COMPOUND_SURNAMES = frozenset(
    [
        "欧阳",
        "上官",
        "司马",
        "诸葛",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "司徒",
        "司空",
        "夏侯",
        "长孙",
        "宇文",
        "轩辕",
        "端木",
        "南宫",
        "百里",
        "东郭",
        "西门",
        "独孤",
        "赫连",
        "澹台",
        "公冶",
        "宗政",
        "濮阳",
        "淳于",
        "单于",
        "太叔",
        "申屠",
        "仲孙",
        "钟离",
        "闾丘",
        "鲜于",
        "闻人",
        "呼延",
        "万俟",
        "拓跋",
        "第五",
        "公羊",
        "谷梁",
        "壤驷",
        "乐正",
        "漆雕",
        "左丘",
        "梁丘",
    ]
)
_ENDS_OF_DISTRICT = ("区县", "旗市")
_LEAST_HIDDEN = 4


def masked(rule: Mask, value: str, keep: int = 4) -> str | None:
    """Return the masked form of a value; an empty value has none."""
    return _RULES[rule](value, keep) if value else None


def _person_name(value: str, _keep: int) -> str:
    surname = value[:2] if value[:2] in _COMPOUND_SURNAMES and len(value) > 2 else value[:1]  # noqa: PLR2004
    form = f"{surname}*"
    return HIDDEN if form == value else form


def _ends(first: int, stars: int, last: int) -> Callable[[str, int], str]:
    def rule(value: str, _keep: int) -> str:
        if len(value) < first + _LEAST_HIDDEN + last:
            return HIDDEN
        return f"{value[:first]}{'*' * stars}{value[-last:]}"

    return rule


def _address(value: str, _keep: int) -> str:
    for letters in _ENDS_OF_DISTRICT:
        cuts = [place for place, letter in enumerate(value) if place and letter in letters]
        if cuts:
            return f"{value[: cuts[0] + 1]}{HIDDEN}"
    return HIDDEN


def _keep_last(value: str, keep: int) -> str:
    return f"****{value[-keep:]}" if 0 < 2 * keep <= len(value) else HIDDEN


def _year(value: str, _keep: int) -> str:
    return f"{value[:4]}-**-**" if value[:4].isdecimal() and len(value) > 4 else HIDDEN  # noqa: PLR2004


def _all(_value: str, _keep: int) -> str:
    return HIDDEN


_RULES: dict[Mask, Callable[[str, int], str]] = {
    Mask.PERSON_NAME: _person_name,
    Mask.IDENTITY_NUMBER_PARTNER: _ends(3, 11, 4),
    Mask.IDENTITY_NUMBER_PUBLIC: _ends(1, 16, 1),
    Mask.PHONE: _ends(3, 4, 4),
    Mask.ADDRESS: _address,
    Mask.KEEP_LAST: _keep_last,
    Mask.YEAR: _year,
    Mask.ALL: _all,
}
