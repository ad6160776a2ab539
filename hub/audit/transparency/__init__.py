"""The transparency log: an append-only tree of commitments to what was done and seen."""
