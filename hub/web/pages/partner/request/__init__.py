"""One request and what came of it."""
