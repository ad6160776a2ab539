"""What is wished of partners, as plain data."""

from uuid import UUID

import msgspec


class ApplyAsPartner(msgspec.Struct, frozen=True, kw_only=True):
    """An enterprise that wants to be a partner; the contact is an office, never a person."""

    code: str
    name_zh: str
    name_en: str
    region: str
    purpose: str
    contact: str


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What a partner may ask in a day, and of how many distinct holders."""

    requests_a_day: int
    holders_a_day: int


class ApprovePartner(msgspec.Struct, frozen=True, kw_only=True):
    """An application to be approved, and the limits that come with it."""

    partner_id: UUID
    limits: Limits


class LimitPartner(ApprovePartner, frozen=True, kw_only=True):
    """New limits for a partner."""


class JudgePartner(msgspec.Struct, frozen=True, kw_only=True):
    """A partner to be refused, suspended, resumed or ended, and why."""

    partner_id: UUID
    reason: str
