"""The doctor finds out whether registers are there, and shows no address and no secret."""

from pathlib import Path

from typer.testing import CliRunner

from hub.cli.main import commands
from tests.hub.registers.peer import SECRET, Peer, serving


def examined(secret: Path, **variables: str) -> list[list[str]]:
    """Return what the doctor tells of registers, line by line and cell by cell."""
    told = (
        CliRunner()
        .invoke(
            commands(),
            ["doctor"],
            env={"COLUMNS": "300", "HUB_REGISTER_SECRET": str(secret), **variables},
        )
        .output
    )
    assert SECRET not in told
    assert "127.0.0.1" not in told
    lines = [line.strip("│ ").split("│") for line in told.splitlines() if "register" in line]
    return [[cell.strip() for cell in line] for line in lines]


def test_a_register_that_answers_is_well_and_was_asked_about_nobody(tmp_path: Path) -> None:
    secret, peer = tmp_path / "secret", Peer()
    secret.write_text(SECRET)
    with serving(peer):
        (told,) = examined(secret, HUB_POPULATION_REGISTER_URL=peer.url)
    assert told[:3] == ["✓", "population register", "reachable, and speaks the protocol"]
    assert peer.asked == [{"holders": []}]


def test_the_mend_stands_beside_what_is_wrong(tmp_path: Path) -> None:
    secret, peer = tmp_path / "secret", Peer()
    secret.write_text(SECRET)
    peer.reply = lambda _: (401, {}, b"")
    with serving(peer):
        refusing = peer.url
    with serving(peer):
        gone, there = examined(
            secret,
            HUB_POPULATION_REGISTER_URL=refusing,
            HUB_LEGAL_ENTITY_REGISTER_URL=peer.url,
        )
    assert gone[:3] == ["✗", "population register", "unreachable (ConnectError)"]
    assert gone[3] == "check HUB_POPULATION_REGISTER_URL, and that the register runs"
    assert there[:3] == ["✗", "legal entity register", "it does not answer as a register does"]
    assert there[3] == "check HUB_LEGAL_ENTITY_REGISTER_URL and HUB_REGISTER_SECRET"


def test_a_missing_secret_is_told(tmp_path: Path) -> None:
    url = "https://register.example/check"
    (told,) = examined(tmp_path / "none", HUB_POPULATION_REGISTER_URL=url)
    assert told[:2] == ["✗", "registers"]
    assert "HUB_REGISTER_SECRET" in told[3]


def test_where_no_register_is_set_nothing_is_told(tmp_path: Path) -> None:
    assert examined(tmp_path / "none") == []
