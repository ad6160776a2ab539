"""One license in the public register."""
