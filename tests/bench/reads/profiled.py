"""Serve the hub under a profiler, and print where its time went once it is told to end."""

import cProfile
import pstats

import hub.app
from hub.cli.serve import run
from hub.settings import read_settings

SHOWN = 45

if __name__ == "__main__":
    profile = cProfile.Profile()
    settings = read_settings()
    app = hub.app.build()
    try:
        profile.runcall(run, app, settings)
    finally:
        pstats.Stats(profile).sort_stats("tottime").print_stats(SHOWN)
