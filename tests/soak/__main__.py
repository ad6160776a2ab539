"""Load one worker for as long as is said, and tell whether its memory grows: `make soak`."""

import asyncio
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy.ext.asyncio import async_sessionmaker

from hub.audit.call import Doors
from hub.audit.recorder import Recorder
from hub.crypto.keyring import Keyring, create_keyring
from hub.db import migrations
from hub.db.embedded import throwaway_server
from hub.db.engine import WRITER, pool, reader_pool, writer_engine
from hub.identity.demo import DemoIssuer
from hub.sample.files import FOUNDED
from hub.sample.loading.delivering import Exports
from hub.sample.loading.load import load_province
from hub.sample.loading.stage import morning
from hub.seals.authority import create_authority
from hub.settings import Settings
from tests.serving import serving
from tests.soak.load import Load, slope

SIZE: Final = 2_000
SAMPLED_SECONDS: Final = 2
WARM: Final = 1 / 3
"""The part of the time in which caches fill, which does not count."""
MOST_AN_HOUR: Final = 24.0
"""By how many MiB a worker may grow in an hour, by the slope of all samples once it is warm."""
MIB: Final = 1024 * 1024
PAGE: Final = 4096

Samples = list[tuple[float, float]]


def main() -> int:
    """Load a worker, print what it held, and return 1 where it grew."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 60
    keyring = create_keyring()
    with throwaway_server() as server, TemporaryDirectory() as folder:
        migrations.migrate(server.url())
        asyncio.run(_load_province(server.url(), keyring, Path(folder)))
        issuer = DemoIssuer(Settings(database_url=server.url(), demo=True), keyring)
        command = (sys.executable, "-m", "tests.soak.worker")
        with serving(server.url(), keyring, Path(folder), command) as running:
            load = Load(running.address, issuer)
            samples = asyncio.run(_sampled(load, running.process.pid, minutes))
    return _judge(samples, load)


async def _load_province(url: str, keyring: Keyring, folder: Path) -> None:
    engine = writer_engine(url, connections=2)
    async with await reader_pool(url, 2) as reading, await pool(url, WRITER, 1) as recording:
        sessions = async_sessionmaker(engine, expire_on_commit=False)
        doors = Doors(sessions, reading, Recorder(recording))
        authority = create_authority(morning(FOUNDED))
        exports = Exports(folder, SIZE, seed=1)
        await load_province(doors, keyring, authority, exports, lambda _told: None)
    await engine.dispose()


async def _sampled(load: Load, pid: int, minutes: float) -> Samples:
    """Send requests, and return by the hour what the worker held in MiB."""
    sending, began = asyncio.create_task(load.keep_sending(minutes * 60)), time.monotonic()
    samples: Samples = []
    while not sending.done():
        samples.append(((time.monotonic() - began) / 3600, _held(pid)))
        await asyncio.sleep(SAMPLED_SECONDS)
    await sending
    return samples


def _held(pid: int) -> float:
    """Return what a process holds, in MiB."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE / MIB


def _judge(samples: Samples, load: Load) -> int:
    warm = samples[int(len(samples) * WARM) :]
    grows = slope(warm)
    told = f"{sum(load.statuses.values())} requests {dict(load.statuses)}"
    tenths = [samples[len(samples) * part // 10][1] for part in range(10)] + [samples[-1][1]]
    held = "MiB by tenths of the time: " + " ".join(f"{one:.0f}" for one in tenths)
    verdict = "flat" if grows < MOST_AN_HOUR else "IT GROWS"
    sys.stdout.write(f"{told}\n{held}; {grows:+.1f} MiB an hour: {verdict}\n")
    return int(grows >= MOST_AN_HOUR)


if __name__ == "__main__":
    sys.exit(main())
