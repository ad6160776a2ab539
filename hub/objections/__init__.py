"""Objections to what licenses say, their three clocks, and what comes of them (art. 21)."""
