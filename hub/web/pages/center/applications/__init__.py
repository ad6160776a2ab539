"""Applications in which licenses are shown."""
