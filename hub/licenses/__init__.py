"""Keep licenses, their versions and their life cycle."""
