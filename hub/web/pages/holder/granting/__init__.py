"""Give a grant of a license."""
