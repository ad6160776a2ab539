"""One order: what was done about it, and what can be done now."""
