"""The two languages of the hub."""

from enum import Enum

import strawberry


@strawberry.enum(description="A language · 语言")
class Locale(Enum):
    """A language in which the hub speaks."""

    ZH = "zh"
    EN = "en"
