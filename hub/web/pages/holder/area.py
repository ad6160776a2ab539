"""The pages for holders."""

from typing import Final

from hub.web.pages.holder.consent.page import CONSENT
from hub.web.pages.holder.consents.page import CONSENTS
from hub.web.pages.holder.delegating.page import DELEGATING
from hub.web.pages.holder.delegations.page import DELEGATIONS
from hub.web.pages.holder.granting.page import GRANTING
from hub.web.pages.holder.grants.page import GRANTS
from hub.web.pages.holder.license.page import LICENSE
from hub.web.pages.holder.licenses.page import LICENSES
from hub.web.pages.holder.notices.page import NOTICES
from hub.web.pages.holder.objecting.page import OBJECTING
from hub.web.pages.holder.objection.page import OBJECTION
from hub.web.pages.holder.objections.page import OBJECTIONS
from hub.web.pages.holder.papers.page import PAPERS
from hub.web.pages.holder.proven.page import PROVEN
from hub.web.pages.holder.showing.page import SHOWING
from hub.web.pages.holder.usage.page import USAGE
from hub.web.pages.page import Area
from hub.web.pages.words import Words

HOLDER: Final = Area(
    "/me",
    Words("我的证照", "My licenses"),
    (
        LICENSES,
        LICENSE,
        SHOWING,
        GRANTING,
        DELEGATING,
        OBJECTING,
        CONSENTS,
        CONSENT,
        GRANTS,
        DELEGATIONS,
        USAGE,
        PROVEN,
        OBJECTIONS,
        OBJECTION,
        PAPERS,
        NOTICES,
    ),
    visitors=lambda viewer: viewer.holder,
)
