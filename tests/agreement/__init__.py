"""The field policy proved: a second reading, monotonicity, and mutations that must be caught."""
