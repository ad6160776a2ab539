"""Object to what a license says."""
