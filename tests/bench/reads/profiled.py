"""Serve the hub under a profiler, and print where its processor time went once it is ended."""

import cProfile
import pstats
import signal
import sys
import time

import hub.app
from hub.cli.serve import run
from hub.settings import read_settings

SHOWN = 45

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # what uvicorn passes on when it ends
    profile = cProfile.Profile(time.process_time)
    settings, app = read_settings(), hub.app.build()
    try:
        profile.runcall(run, app, settings)
    finally:
        pstats.Stats(profile).sort_stats("tottime").print_stats(SHOWN)
