"""The purpose of an access, stated as an argument or once per request in a header."""

from dataclasses import replace

import strawberry

from hub.audit.call import Call
from hub.errors import Kind, Refusal
from hub.policy.facts import Purpose
from hub.policy.purpose import check_purpose
from schema.context import Info


class PurposesDiffer(Refusal):
    """One request has one purpose: the header's and every argument's agree."""

    kind = Kind.INVALID
    zh = "同一请求只能有一个用证目的：请求头与各参数须一致"
    en = "One request has one purpose: the header and every argument must agree"


@strawberry.input(description="What an access is for (art. 25) · 用证目的（第二十五条）")
class PurposeInput:
    """What an access is for."""

    cause: str = strawberry.field(description="Why, in at most 200 characters · 事由")
    scenario: str | None = strawberry.field(default=None, description="Scenario · 应用场景")
    matter: str | None = strawberry.field(default=None, description="Matter · 事项")
    case_number: str | None = strawberry.field(default=None, description="Case number · 办件编号")

    def stated(self) -> Purpose:
        """Return the purpose as plain data.

        Raises: PurposeInvalid.
        """
        return check_purpose(
            Purpose(
                cause=self.cause,
                scenario=self.scenario,
                matter=self.matter,
                case_number=self.case_number,
            )
        )


def call_for(info: Info, purpose: PurposeInput | None) -> Call:
    """Return the request's call under the purpose of a field.

    Raises: PurposeInvalid, PurposesDiffer.
    """
    call = info.context.call
    if purpose is None:
        return call
    stated = purpose.stated()
    if call.purpose not in (None, stated) or call.usage.purpose not in (None, stated):
        raise PurposesDiffer
    call.usage.purpose = stated
    return replace(call, purpose=stated)
