"""Compile a new entry."""
