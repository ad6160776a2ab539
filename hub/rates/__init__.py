"""How much callers may ask for, in one process and in all, and how much work runs at once."""
