"""How all that the hub depends on is, and what mends it."""
