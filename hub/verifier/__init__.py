"""The offline checker `hub-verify`: Python's standard library alone, and nothing of the hub."""
