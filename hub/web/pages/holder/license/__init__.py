"""One license of a holder: each field with its decision, its life, and what can be done with it."""
