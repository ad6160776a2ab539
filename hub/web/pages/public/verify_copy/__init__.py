"""Verification of an archival copy, by its number and its file."""
