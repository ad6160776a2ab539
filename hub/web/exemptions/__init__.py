"""The list of what is not shared, as a file."""
