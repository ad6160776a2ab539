"""Say in plain words what a notice tells, in Chinese and English; pure."""

from hub.audit.words import Both
from hub.notices.terms import NoticeKind, OrganizationNoticeKind

_SOMEBODY = Both("他人", "Somebody")
_LICENSE = Both("电子证照", "license")

SENTENCES = {
    NoticeKind.LICENSE_USED: Both("{who}使用了您的{license}", "{who} used your {license}"),
    NoticeKind.OWN_USE: Both(
        "您本人或您的代表使用了您的{license}",
        "You, or who stands for you, used your {license}",
    ),
    NoticeKind.USE_REFUSED: Both(
        "{who}试图使用您的{license}，已被拒绝",
        "{who} tried to use your {license} and was refused",
    ),
    NoticeKind.CONSENT_ASKED: Both(
        "{who}请您同意其使用您的{license}", "{who} asks you to consent to the use of your {license}"
    ),
    NoticeKind.AUTHORIZATION_GIVEN: Both(
        "您的{license}已授权{who}使用", "{who} has been authorized to use your {license}"
    ),
    NoticeKind.AUTHORIZATION_ENDED: Both(
        "{who}使用您的{license}的授权已终止",
        "The authorization of {who} to use your {license} has ended",
    ),
    NoticeKind.PRESENTATION_REDEEMED: Both(
        "{who}查验了您出示的{license}", "{who} read the {license} that you presented"
    ),
    NoticeKind.WAIVER_USED: Both(
        "{who}依法免于征得同意，使用了您的{license}",
        "{who} used your {license} without your consent, which the law waives",
    ),
    NoticeKind.LICENSE_CHANGED: Both(
        "{who}制发了您的{license}，或登记了其变动", "{who} issued your {license}, or changed it"
    ),
    NoticeKind.OBJECTION_MOVED: Both(
        "您对{license}提出的异议有新的进展", "Your objection to a {license} has moved on"
    ),
    NoticeKind.LICENSE_CORRECTED: Both(
        "您查看过的一份{license}已更正，请确认知悉",
        "A {license} that you were shown has been corrected; acknowledge it",
    ),
}


TO_ORGANIZATIONS = {
    OrganizationNoticeKind.OBJECTION_RAISED: Both(
        "有人对贵单位签发的{license}提出异议，请在期限内核查处理",
        "Somebody objects to a {license} that you issued; answer within the term",
    ),
    OrganizationNoticeKind.OBJECTION_FORWARDED: Both(
        "签发部门转交了对{license}的异议，请在期限内核查技术原因",
        "An objection to a {license} was forwarded; report its technical cause within the term",
    ),
    OrganizationNoticeKind.FINDING_REPORTED: Both(
        "省大数据中心已反馈对{license}异议的核查情况，请在期限内答复申请人",
        "The data center has reported on an objection to a {license}; answer it within the term",
    ),
    OrganizationNoticeKind.OBJECTION_ANSWERED: Both(
        "贵单位对{license}提出的异议已有处理结果", "Your objection to a {license} has been answered"
    ),
    OrganizationNoticeKind.TERM_ENDING: Both(
        "{license}异议的办理期限今日届满，请及时办理",
        "The term to act on an objection to a {license} ends today",
    ),
    OrganizationNoticeKind.TERM_OVER: Both(
        "{license}异议已超过办理期限，已报上级单位",
        "The term to act on an objection to a {license} is over; your superior has been told",
    ),
    OrganizationNoticeKind.OBJECTION_ESCALATED: Both(
        "所辖单位未在期限内办理对{license}的异议",
        "A body below you has not acted on an objection to a {license} within its term",
    ),
    OrganizationNoticeKind.LICENSE_CORRECTED: Both(
        "贵单位使用过的一份{license}已更正，请确认知悉",
        "A {license} that you were shown has been corrected; acknowledge it",
    ),
    OrganizationNoticeKind.ORDER_OPENED: Both(
        "贵单位被责令限期整改，请在期限内答复",
        "You are ordered to rectify; answer by the deadline",
    ),
    OrganizationNoticeKind.ORDER_ANSWERED: Both(
        "被责令整改的单位已答复，请审查",
        "An order to rectify has been answered; examine the answer",
    ),
    OrganizationNoticeKind.ORDER_RETURNED: Both(
        "整改答复被退回，请在新的期限内重新答复",
        "Your answer to an order to rectify was returned; answer by the new deadline",
    ),
    OrganizationNoticeKind.ORDER_CLOSED: Both("整改令已了结", "An order to rectify was closed"),
    OrganizationNoticeKind.ORDER_OVERDUE: Both(
        "整改令逾期未答复，将拟通报",
        "An order to rectify was not answered by its deadline; a public notice is drafted",
    ),
}


def sentence(
    kind: NoticeKind | OrganizationNoticeKind, who: Both | None, entry: Both | None
) -> Both:
    """Tell what a notice is of, by the names of an organization and of an entry."""
    said = SENTENCES[kind] if isinstance(kind, NoticeKind) else TO_ORGANIZATIONS[kind]
    name = who or _SOMEBODY
    zh = f"《{entry.zh}》" if entry else _LICENSE.zh
    return Both(
        said.zh.format(who=name.zh, license=zh) + "。",
        said.en.format(who=name.en, license=(entry or _LICENSE).en) + ".",
    )
