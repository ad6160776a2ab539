"""The requests of the own organization."""
