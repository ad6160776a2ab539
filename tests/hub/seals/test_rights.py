"""What whoever writes may not take back: roots of trust, numbers given, and successions."""

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege
from psycopg.sql import SQL, Identifier

KEPT = ("seal", "seal_root", "number_serial", "issuer_transfer", "expiry_day", "making")


@pytest.mark.parametrize("table", KEPT)
def test_the_writing_role_takes_nothing_away(database: str, table: str) -> None:
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute("SET ROLE hub_writer")
        with pytest.raises(InsufficientPrivilege):
            owner.execute(SQL("DELETE FROM {}").format(Identifier(table)))


@pytest.mark.parametrize("table", ["seal", "seal_root"])
def test_the_writing_role_adds_no_root_and_no_seal(database: str, table: str) -> None:
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute("SET ROLE hub_writer")
        with pytest.raises(InsufficientPrivilege):
            owner.execute(SQL("INSERT INTO {0} TABLE {0}").format(Identifier(table)))


@pytest.mark.parametrize(
    "change", ["seal_root SET trusted_from = now()", "expiry_day SET day = day"]
)
def test_the_writing_role_rewrites_nothing(database: str, change: str) -> None:
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute("SET ROLE hub_writer")
        with pytest.raises(InsufficientPrivilege):
            owner.execute(f"UPDATE {change}".encode())
