"""Objections, by the time that is left."""
