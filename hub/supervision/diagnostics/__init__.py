"""Diagnostics: whether all that the hub depends on is well, for who keeps it running."""
