"""The grounds on which the hub finds faults by itself: a row and a statement each (art. 28).

A new ground is one more row here, with its statement in `causes.py`; its job, its place in the
lists and its records follow from them.
"""

from collections.abc import Mapping
from typing import Final

import msgspec

from hub.aggregation.rules.providers import KEPT_IN_QUARANTINE
from hub.supervision.findings import causes
from hub.supervision.intake.rules import IN_STEP
from hub.supervision.terms import Every, RecordKind, Severity


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """A ground: what it is called, the law, how grave it is, and when it stands."""

    code: str
    article: str
    zh: str
    en: str
    """What is found, with the counts of a finding at their places."""
    severity: Severity
    cause: str
    """The statement that finds what it stands on."""
    keyed: RecordKind | None = None
    """What the subject is the key of, where it is a key and no code."""
    every: Every = Every.DAY
    term: int = 0
    """Working days within which an organization may still mend it by itself."""
    windows: Mapping[str, int] = {}
    """Days from which the statement looks: so many working days back."""
    values: Mapping[str, int] = {}
    """Thresholds of the statement."""


GROUNDS: Final = (
    Ground(
        code="ENTRY_ON_LAPSED_LAW",
        article="28(1)",
        zh="目录条目所引依据 {basis} 已失效，未及时修订",
        en="The entry cites {basis}, which has lapsed, and was not revised",
        severity=Severity.FAULT,
        cause=causes.LAPSED_LAW,
        term=20,
    ),
    Ground(
        code="ENTRY_NOT_REVIEWED",
        article="28(1)",
        zh="目录条目第 {revision} 版施行已逾三年，未见复核修订",
        en="Revision {revision} of the entry has been in force for three years without a review",
        severity=Severity.NOTE,
        cause=causes.UNREVIEWED,
        term=60,
        values={"years": 3},
    ),
    Ground(
        code="RETIRED_REVISION_USED",
        article="28(1)",
        zh="近期有 {licenses} 件证照按已停用的目录版本签发",
        en="{licenses} licenses were lately issued under a revision that had been retired",
        severity=Severity.FAULT,
        cause=causes.RETIRED_REVISION,
        windows={"recent": 20},
        values={"fewest": 3},
    ),
    Ground(
        code="DATA_DELAYED",
        article="28(2)",
        zh="近期归集的 {taken} 件证照中有 {late} 件迟报，最长 {days} 天",
        en="Of {taken} licenses lately delivered {late} came late, by up to {days} days",
        severity=Severity.FAULT,
        cause=causes.DELAYED,
        term=IN_STEP,
        windows={"recent": 20},
        values={"fewest": 3, "percent": 5},
    ),
    Ground(
        code="DATA_REDUCED",
        article="28(2)",
        zh="最近十个工作日仅归集 {recent} 件，以往通常为 {usual} 件",
        en="In the last ten working days {recent} licenses were delivered; {usual} were usual",
        severity=Severity.GRAVE,
        cause=causes.REDUCED,
        windows={"recent": 10, "third": 20, "second": 30, "first": 40},
        values={"fewest": 25},
    ),
    Ground(
        code="REQUEST_UNANSWERED",
        article="28(2)",
        zh="共享申请逾期未答复",
        en="A request for access was not answered in time",
        severity=Severity.FAULT,
        cause=causes.UNANSWERED,
        keyed=RecordKind.REQUEST,
        every=Every.HOUR,
    ),
    Ground(
        code="FAULTY_DATA_UNCORRECTED",
        article="28(3)",
        zh="{records} 行被退回的数据逾期未更正",
        en="{records} rows that were put aside were not corrected in time",
        severity=Severity.FAULT,
        cause=causes.UNCORRECTED,
        term=5,
        values={"kept": KEPT_IN_QUARANTINE.days},
    ),
    Ground(
        code="IDENTIFIERS_WRONG",
        article="28(3)",
        zh="{records} 件证照标识不合规，逾期未更正",
        en="{records} licenses have identifiers against the norm, not corrected in time",
        severity=Severity.NOTE,
        cause=causes.WRONG_IDENTIFIERS,
        term=20,
    ),
    Ground(
        code="OBJECTION_UNANSWERED",
        article="28(3)",
        zh="{records} 件核查申请逾期未处理",
        en="{records} objections were not dealt with in their terms",
        severity=Severity.FAULT,
        cause=causes.OBJECTION_UNANSWERED,
        every=Every.HOUR,
    ),
    Ground(
        code="ORDER_NOT_OBEYED",
        article="28(4)",
        zh="整改令逾期未答复",
        en="An order to rectify was not answered by its deadline",
        severity=Severity.GRAVE,
        cause=causes.NOT_OBEYED,
        every=Every.HOUR,
    ),
    Ground(
        code="PAPER_DEMANDED",
        article="28(5)",
        zh="已有电子证照，仍被多人反映索要纸质证照（{records} 次）",
        en="Paper was demanded of licenses that the hub has, as several people report ({records})",
        severity=Severity.FAULT,
        cause=causes.PAPER_DEMANDED,
        windows={"recent": 20},
        values={"persons": 2},
    ),
    Ground(
        code="PEER_DIFFERS",
        article="14",
        zh="与对接平台的 {records} 处差异逾期未消除",
        en="{records} differences with a platform of exchange have not been mended in time",
        severity=Severity.NOTE,
        cause=causes.PEER_DIFFERS,
        term=3,
    ),
    Ground(
        code="NOBODY_DESIGNATED",
        article="28(5)",
        zh="未指定电子证照专门机构或专门人员（第二十六条）",
        en="No body, or no officer, is designated for electronic licenses (art. 26)",
        severity=Severity.NOTE,
        cause=causes.UNDESIGNATED,
        term=10,
    ),
)
"""Every ground, in the order of the law."""

BY_CODE: Final = {ground.code: ground for ground in GROUNDS}
