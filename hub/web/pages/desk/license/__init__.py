"""One license: what it says, its life, and what can be done to it."""
