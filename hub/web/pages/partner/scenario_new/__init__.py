"""Say what licenses are used for."""
