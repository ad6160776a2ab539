"""Name the closed vocabularies of the field policy in GraphQL."""

import strawberry

from hub.catalog.revisions import RevisionState
from hub.licenses.terms import LicenseEvent
from hub.policy.difference import Direction
from hub.policy.situations import Manner
from hub.policy.terms import (
    Basis,
    Classification,
    DecisionCode,
    Disclosure,
    FieldType,
    Form,
    Ground,
    HolderKind,
    LawKind,
    Mask,
    Outcome,
    Sharing,
    SharingState,
    Subject,
)

VOCABULARIES = {
    LicenseEvent: "What happened to a license (art. 10) · 证照事件",
    Outcome: "What the caller gets of a cell (art. 22) · 字段查看结果（第二十二条）",
    Basis: "How a caller comes to a license (art. 15) · 查看依托（第十五条）",
    DecisionCode: "Why a cell has its outcome (art. 22) · 判定代码（第二十二条）",
    FieldType: "What a value of a field is (art. 7) · 字段类型（第七条）",
    Subject: "Whom a field speaks of (art. 22) · 字段所涉主体（第二十二条）",
    Classification: "How sensitive a field is (art. 22) · 数据分类（第二十二条）",
    Sharing: "The sharing class (art. 22) · 共享属性（第二十二条）",
    Ground: "Why something is exempt from sharing (art. 22) · 不予共享理由（第二十二条）",
    Disclosure: "What the public gets of a field (art. 15(3)) · 公示方式（第十五条第三项）",
    Form: "The form in which a field flows (art. 15) · 提供形式（第十五条）",
    Mask: "The rules by which a value is masked (art. 22) · 脱敏规则（第二十二条）",
    HolderKind: "Who may hold licenses of an entry (art. 7) · 持证主体类别（第七条）",
    SharingState: "Where publication stands (art. 13) · 发布状态（第十三条）",
    LawKind: "What a legal basis is (art. 22) · 依据类别（第二十二条）",
    RevisionState: "How far a revision has come (art. 7) · 目录版本状态（第七条）",
    Direction: "Which way an outcome moves (art. 22) · 可见范围变化方向（第二十二条）",
    Manner: "In which manner a caller comes by a basis (art. 15) · 依托方式（第十五条）",
}
"""Every vocabulary with its description."""

for _vocabulary, _description in VOCABULARIES.items():
    strawberry.enum(_vocabulary, description=_description)
