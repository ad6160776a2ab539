"""Offices, as administrators of organizations give and end them (任职, art. 26)."""
