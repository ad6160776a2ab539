"""One partner, and what may be decided about it."""
