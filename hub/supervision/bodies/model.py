"""The table of designated officers."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.db.base import Base


class Officer(Base):
    """That an organization designated somebody for electronic licenses (专门人员, art. 26)."""

    __tablename__ = "officer"
    __table_args__ = (
        Index(
            "uq_officer_running",
            "organization_id",
            "account_id",
            unique=True,
            postgresql_where=text("until IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    since: Mapped[datetime]
    until: Mapped[datetime | None]
