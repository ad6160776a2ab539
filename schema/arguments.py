"""The arguments that several fields take, each described once."""

from typing import Annotated

import strawberry

from schema.purpose import PurposeInput

First = Annotated[
    int | None, strawberry.argument(description="How many from the beginning, 1 to 100 · 前若干条")
]
After = Annotated[
    str | None, strawberry.argument(description="Cursor behind which to begin · 自此游标之后")
]
Last = Annotated[
    int | None, strawberry.argument(description="How many from the end, 1 to 100 · 后若干条")
]
Before = Annotated[
    str | None, strawberry.argument(description="Cursor before which to end · 至此游标之前")
]
AtMost = Annotated[int, strawberry.argument(description="How many at most, 1 to 100 · 最多条数")]
GlobalId = Annotated[strawberry.ID, strawberry.argument(description="Global id · 全局标识")]
Identifier = Annotated[
    str, strawberry.argument(description="Identifier, GB/T 36904 (art. 7) · 证照标识")
]
EntryCode = Annotated[
    str, strawberry.argument(description="Code of the catalog entry (art. 7) · 目录编码")
]
OfEntry = Annotated[
    str | None, strawberry.argument(description="Of one catalog entry, by its code · 目录编码")
]
ForPurpose = Annotated[
    PurposeInput | None,
    strawberry.argument(description="What the access is for (art. 25) · 用证目的"),
]
