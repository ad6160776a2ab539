"""Find licenses that the own organization issued."""
