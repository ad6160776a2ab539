"""Draft that a field or an entry is not shared."""
