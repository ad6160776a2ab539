"""Serve over the database of the settings."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from os import environ
from threading import Thread
from typing import Annotated, Any, Final

import typer
import uvicorn
from starlette.types import ASGIApp

from hub.settings import Settings, read_settings

STARTING_SECONDS = 120
"""How long a worker may take to answer: on a busy machine the imports alone outlast uvicorn's 5 s,
and workers would be killed and started again without end."""

GRACE_SECONDS = 10
"""How long a worker that stops goes on answering; then streams that are still open are ended."""


def serve(workers: Annotated[int, typer.Option(min=1, help="processes")] = 1) -> None:
    """Serve over the database that HUB_DATABASE_URL names."""
    environ.setdefault("HUB_WORKERS", str(workers))  # what each worker reads as it starts
    run("hub.app:build", read_settings(), workers)


OPTIONS: Final[dict[str, Any]] = {
    "log_config": None,
    "access_log": False,
    "server_header": False,
    "ws": "websockets-sansio",
    "ws_max_size": 1024 * 1024,
    "proxy_headers": False,
    "http": "hub.web.front.protocol:HubProtocol",  # by name: each worker imports it by itself
    "timeout_graceful_shutdown": GRACE_SECONDS,
}


def run(app: ASGIApp | str, settings: Settings, workers: int = 1) -> None:
    """Run uvicorn without its own logs, which would repeat paths and queries."""
    uvicorn.run(
        app,
        factory=isinstance(app, str),
        host=settings.host,
        port=settings.port,
        workers=workers,
        **OPTIONS,
        limit_concurrency=settings.connections_at_once,
        timeout_worker_healthcheck=STARTING_SECONDS,
    )


@contextmanager
def beside(app: ASGIApp) -> Iterator[str]:
    """Serve what the demonstration needs of others on a port of this machine; yield its address."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        bound.listen()
        server = uvicorn.Server(uvicorn.Config(app, **OPTIONS, lifespan="off"))
        serving = Thread(target=server.run, args=([bound],), daemon=True)
        serving.start()
        try:
            yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        finally:
            server.should_exit = True
            serving.join()
