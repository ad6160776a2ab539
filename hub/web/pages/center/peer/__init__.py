"""One peer: what is on its way there, and its dead letters."""
