"""Tables of the documents that are registered for an application."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.db.base import Base


class DocumentList(Base):
    """An application that documents are registered for; restricted, it asks with these alone."""

    __tablename__ = "document_list"

    client: Mapped[str] = mapped_column(primary_key=True)
    restricted: Mapped[bool] = mapped_column(server_default=text("false"))
    changed_at: Mapped[datetime]
    changed_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))


class RegisteredDocument(Base):
    """A document, known by the SHA-256 of its text in UTF-8."""

    __tablename__ = "registered_document"

    client: Mapped[str] = mapped_column(ForeignKey("document_list.client"), primary_key=True)
    sha256: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    registered_at: Mapped[datetime]
    registered_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    withdrawn_at: Mapped[datetime | None]
