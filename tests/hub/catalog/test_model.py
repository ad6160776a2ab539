"""The database itself keeps every revision, and fixes it once it was in force."""

from collections.abc import Iterator
from typing import LiteralString

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import delete
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from hub.catalog import model

pytestmark = pytest.mark.postgres

TABLES = ("legal_basis", "catalog_entry", "catalog_revision")
ORGANIZATION = """
INSERT INTO organization (id, code, name_zh, name_en, kind, region, region_as_of, level)
VALUES (1, '11519999MB519000X3', '示例', 'sample', 'DEPARTMENT', '510000', '2026-01-01', 'PROVINCE')
"""
ENTRY = """
INSERT INTO catalog_entry (code, type_code, owner_id, sharing) VALUES ('c', 't', 1, 'CLOSED')
"""
REVISION = """
INSERT INTO catalog_revision (entry_id, number, state, body, digest, drafted_at)
VALUES (1, %s, %s, '{}', '', now())
"""


@pytest.fixture
def owner(database: str) -> Iterator[psycopg.Connection]:
    """A connection that may do anything, on an entry without revisions."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(ORGANIZATION)
        connection.execute(ENTRY)
        yield connection


def revise(owner: psycopg.Connection, number: int, state: str) -> None:
    owner.execute(REVISION, (number, state))


@pytest.mark.parametrize("state", ["IN_FORCE", "RETIRED"])
@pytest.mark.parametrize("change", ["body = '[]'", "number = 9", "digest = 'x'"])
def test_fixes_what_was_in_force(
    owner: psycopg.Connection, state: str, change: LiteralString
) -> None:
    revise(owner, 1, state)
    with pytest.raises(psycopg.errors.RaiseException):
        owner.execute(sql.SQL("UPDATE catalog_revision SET {}").format(sql.SQL(change)))


def test_lets_a_draft_change_and_a_revision_retire(owner: psycopg.Connection) -> None:
    revise(owner, 1, "DRAFT")
    owner.execute("UPDATE catalog_revision SET digest = 'x'")
    owner.execute("UPDATE catalog_revision SET state = 'IN_FORCE'")
    owner.execute("UPDATE catalog_revision SET state = 'RETIRED'")


@pytest.mark.parametrize(("one", "other"), [("IN_FORCE", "IN_FORCE"), ("DRAFT", "SUBMITTED")])
def test_admits_one_in_force_and_one_open(owner: psycopg.Connection, one: str, other: str) -> None:
    revise(owner, 1, one)
    with pytest.raises(psycopg.errors.UniqueViolation):
        revise(owner, 2, other)


@pytest.mark.parametrize("table", TABLES)
async def test_the_writer_deletes_nothing(writer: AsyncEngine, table: str) -> None:
    async with writer.connect() as connection:
        with pytest.raises(ProgrammingError, match="permission denied"):
            await connection.execute(delete(model.CatalogEntry.metadata.tables[table]))


@pytest.mark.parametrize("table", TABLES)
def test_a_change_moves_the_reference_epoch(owner: psycopg.Connection, table: str) -> None:
    (before,) = owner.execute("SELECT value FROM reference_epoch").fetchone() or (None,)
    owner.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
    (after,) = owner.execute("SELECT value FROM reference_epoch").fetchone() or (None,)
    assert before is not None
    assert after == before + 1
