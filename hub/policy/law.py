"""The articles of the measures that the bases themselves come from."""

from datetime import date

from hub.policy.entry import LegalBasis
from hub.policy.terms import LawKind


def _article(number: str, zh: str, en: str) -> LegalBasis:
    return LegalBasis(
        code=f"measures-{number.replace('(', '-').replace(')', '')}",
        zh=f"《四川省电子证照管理暂行办法》{zh}",
        en=f"Sichuan provisional measures for electronic licenses, {en}",
        kind=LawKind.RULE,
        in_force_from=date(2026, 1, 1),
    )


OVERSIGHT = _article("5", "第五条", "art. 5")
ISSUER = _article("10", "第十条", "art. 10")
HOLDER_USE = _article("15(2)", "第十五条第(二)项", "art. 15(2)")
PRESENTATION = _article("17", "第十七条", "art. 17")
HOLDER = _article("21", "第二十一条", "art. 21")

MEASURES = {law.code: law for law in (OVERSIGHT, ISSUER, HOLDER_USE, PRESENTATION, HOLDER)}
"""The articles by code; they are part of every set of legal bases."""
