"""The systems of a partner."""
