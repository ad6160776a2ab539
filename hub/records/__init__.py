"""Answer the public from the public register."""
