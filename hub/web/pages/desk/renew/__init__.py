"""Let a license hold longer."""
