"""A hub that shares electronic licenses under one rulebook."""
