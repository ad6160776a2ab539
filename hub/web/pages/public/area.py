"""The pages for everybody."""

from typing import Final

from hub.web.pages.page import Area
from hub.web.pages.public.exempt.page import EXEMPT
from hub.web.pages.public.home.page import HOME
from hub.web.pages.public.notices.page import PUBLIC_NOTICES
from hub.web.pages.public.objection.page import OBJECTION
from hub.web.pages.public.progress.page import PROGRESS
from hub.web.pages.public.record.page import RECORD
from hub.web.pages.public.redeem.page import REDEEM
from hub.web.pages.public.register.page import REGISTER
from hub.web.pages.public.verify.page import VERIFY
from hub.web.pages.public.verify_copy.page import VERIFY_COPIES
from hub.web.pages.words import Words

PUBLIC: Final = Area(
    "/",
    Words("公众服务", "For everybody"),
    (
        HOME,
        REGISTER,
        RECORD,
        VERIFY,
        VERIFY_COPIES,
        OBJECTION,
        PROGRESS,
        EXEMPT,
        PUBLIC_NOTICES,
        REDEEM,
    ),
    visitors=lambda _viewer: True,
    open=True,
)
