"""One notice, to be published."""
