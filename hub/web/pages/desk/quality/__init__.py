"""The quality of the own data."""
