"""Change what a license says."""
