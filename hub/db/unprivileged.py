"""Run programs without root's rights, because PostgreSQL refuses to run with them."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TypedDict

CANDIDATES = ("postgres", "nobody")


class Identity(TypedDict, total=False):
    """Who a child process runs as, in the words of `subprocess`."""

    user: int
    group: int
    extra_groups: Sequence[int]


@dataclass(frozen=True, slots=True)
class Account:
    """The account that a server runs under, and what it needs in order to get at its files."""

    uid: int
    gid: int
    switched: bool

    @property
    def identity(self) -> Identity:
        """Say who the child runs as; nobody else when this process is not root."""
        return {"user": self.uid, "group": self.gid, "extra_groups": ()} if self.switched else {}

    def reaches(self, folder: Path) -> bool:
        """Whether the account may enter a folder through all that lies above it."""
        test = ("test", "-x", str(folder))
        return subprocess.run(test, check=False, cwd="/", **self.identity).returncode == 0

    def own(self, folder: Path) -> Path:
        """Make a private folder of the account; another owner's folder is not accepted."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.switched and folder.stat().st_uid == 0:
            os.chown(folder, self.uid, self.gid)
        if folder.stat().st_uid != self.uid:
            raise PermissionError(f"{folder} belongs to another account")
        return folder

    def reachable_copy(self, root: Path, parts: Sequence[str], version: str) -> Path:
        """Return the root of some folders, or that of a copy where the account reaches them."""
        if all(self.reaches(root / part) for part in parts):
            return root
        copy = stand_in(root / version)
        if not copy.exists():
            fresh = Path(tempfile.mkdtemp(prefix="hub-", dir=copy.parent))
            for part in parts:
                shutil.copytree(root / part, fresh / part)
            _put_in_place(fresh, copy)
        return self.own(copy)


def account() -> Account:
    """Return the account to run under: this process's own unless it is root's."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), switched=False)
    for name in CANDIDATES:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(found.pw_uid, found.pw_gid, switched=True)
    raise LookupError(f"root needs one of these accounts to run PostgreSQL under: {CANDIDATES}")


def stand_in(folder: Path) -> Path:
    """Name a folder in the place for temporary files that stands for an unreachable one."""
    return Path(tempfile.gettempdir()) / f"hub-{sha256(bytes(folder)).hexdigest()[:16]}"


def _put_in_place(fresh: Path, place: Path) -> None:
    """Rename, so that a copy is there whole or not at all; another process may have been first."""
    try:
        fresh.rename(place)
    except OSError:
        shutil.rmtree(fresh)
