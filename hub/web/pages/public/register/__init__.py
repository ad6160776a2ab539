"""The search of the public register."""
