"""Oversight assignments: those there are, and one to be given."""
