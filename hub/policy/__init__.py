"""Decide what may be seen: the rulebook, pure and without a database."""
