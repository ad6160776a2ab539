"""The demonstration as a visitor has it: a process of its own, reached over HTTP alone."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from hub.sample.province import landmark_licenses

PROJECT = Path(__file__).resolve().parents[2]
HUB = Path(sys.executable).with_name("hub")
SIZE = 1500
PATIENCE_SECONDS = 240
PAUSE_SECONDS = 0.2

LANDMARKS = {landmark.name: record for landmark, record in landmark_licenses()}
"""The licenses at fixed places, by name."""

Answer = dict[str, Any]


@dataclass(frozen=True)
class Served:
    """A demonstration that answers."""

    address: str
    environment: Mapping[str, str]
    client: httpx.Client
    tokens: dict[str, str] = field(default_factory=dict)

    def ask(
        self,
        query: str,
        *,
        by: str = "anyone",
        cause: str | None = None,
        purpose: dict[str, str] | None = None,
        **variables: object,
    ) -> Answer:
        """Ask as a persona, for a cause or purpose where one is stated; return the whole answer."""
        headers = {} if by == "anyone" else {"Authorization": f"Bearer {self.token(by)}"}
        stated = purpose or (None if cause is None else {"cause": cause})
        if stated is not None:
            headers["X-Hub-Purpose"] = json.dumps(stated)
        body = {"query": query, "variables": variables}
        answer: Answer = self.client.post("/graphql", json=body, headers=headers).json()
        return answer

    def token(self, persona: str) -> str:
        """Sign in as a persona, once."""
        if persona not in self.tokens:
            picked = self.client.post("/demo/token", json={"persona": persona})
            self.tokens[persona] = picked.raise_for_status().json()["access_token"]
        return self.tokens[persona]

    def cells(self, landmark: str, *, by: str = "anyone", cause: str | None = None) -> Answer:
        """Return the cells of a license as a persona sees them; the first holder's by key alone."""
        answer = self.ask(CELLS, by=by, cause=cause, id=identifier(landmark))
        found = answer["data"]["license"]
        fields = found["fields"] if found else []
        return {
            cell["key"] + (f"#{cell['holder']}" if (cell["holder"] or 1) > 1 else ""): cell
            for cell in fields
        }


CELLS = """
query ($id: String!) {
  license(identifier: $id) {
    fields { key holder value outcome decision { code basis remedy legalBasis { code } } }
  }
}
"""


def identifier(landmark: str) -> str:
    """Return the identifier of a license at a fixed place."""
    return str(LANDMARKS[landmark]["identifier"])


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def demonstration(data: Path, size: int = SIZE) -> Iterator[Served]:
    """Run `hub demo` over a folder until the block ends, then end it as Ctrl-C does."""
    port = free_port()
    own = {"HUB_DATA_DIR": str(data), "HUB_PORT": str(port)}
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("HUB_")}
    environment = inherited | own
    log = data / "demo.log"
    with log.open("wb") as written:
        process = subprocess.Popen(
            [str(HUB), "demo", "--size", str(size)],
            env=environment,
            stdout=written,
            stderr=written,
            cwd=PROJECT,
        )
    address = f"127.0.0.1:{port}"
    try:
        with httpx.Client(base_url=f"http://{address}", timeout=30) as client:
            _wait_until_ready(client, process, log)
            yield Served(address, environment, client)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def _wait_until_ready(client: httpx.Client, process: subprocess.Popen[bytes], log: Path) -> None:
    give_up = time.monotonic() + PATIENCE_SECONDS
    while not _ready(client):
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < give_up, log.read_text()
        time.sleep(PAUSE_SECONDS)


def _ready(client: httpx.Client) -> bool:
    try:
        return client.get("/readyz").status_code == httpx.codes.OK
    except httpx.TransportError:
        return False
