"""What breaks clients of the last release is found, unless it was announced or has its reason."""

from pathlib import Path

import pytest

from hub.cli import schema as cli
from hub.cli.schema import AcceptedInVain, ContractBroken
from schema.changes import changes
from schema.root import printed

RELEASED = """
type Query {
  kept(of: Int): String
  gone: String
  leaving: String @deprecated(reason: "use kept")
}
enum Word { ONE TWO @deprecated }
input Wish { one: Int two: Int @deprecated }
"""
GONE = "Field Query.gone was removed."
NOW = """
type Query { kept(of: Int, more: Int): String new: Int }
enum Word { ONE THREE }
input Wish { one: Int }
"""


def test_changes_are_told_apart() -> None:
    found = changes(RELEASED, NOW)
    assert {GONE, "Field Query.leaving was removed."} < set(found.breaking)
    assert any("THREE" in change for change in found.dangerous)
    assert any("Query.new" in change for change in found.safe)
    assert changes(RELEASED, RELEASED) == changes(NOW, NOW)


def test_what_was_deprecated_may_go_and_nothing_else_without_a_reason() -> None:
    found = changes(RELEASED, NOW)
    assert found.unexcused({}) == (GONE,)
    assert found.unexcused({GONE: " "}) == (GONE,)
    assert found.unexcused({GONE: "it told too much"}) == ()
    assert found.accepted_in_vain({GONE: "x", "else": "y"}) == ("else",)


def test_the_command_fails_where_clients_would_break(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    released, accepted = tmp_path / "released.graphql", tmp_path / "accepted_changes.yaml"
    monkeypatch.setattr(cli, "RELEASED", released)
    monkeypatch.setattr(cli, "ACCEPTED", accepted)
    cli.schema(release=True)
    cli.schema(compare=True)
    assert not capsys.readouterr().out
    released.write_text(
        released.read_text("utf-8").replace("type Query {", "type Query {\n gone: Int")
    )
    with pytest.raises(ContractBroken, match=GONE):
        cli.schema(compare=True)
    assert f"breaking: {GONE}" in capsys.readouterr().out
    accepted.write_text(f'"{GONE}": nobody asked for it\n')
    cli.schema(compare=True)
    accepted.write_text('"Field Query.viewer was removed.": nobody misses it\n')
    released.write_text(printed(), "utf-8")
    with pytest.raises(AcceptedInVain):
        cli.schema(compare=True)
