"""Access that other organizations ask for."""
