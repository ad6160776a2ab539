"""One system of a partner: its keys and its documents."""
