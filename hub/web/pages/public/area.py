"""The pages for everybody."""

from typing import Final

from hub.web.pages.page import Area
from hub.web.pages.public.home.page import HOME
from hub.web.pages.words import Words

PUBLIC: Final = Area(
    "/", Words("公众服务", "For everybody"), (HOME,), visitors=lambda _viewer: True, open=True
)
