"""A company becomes a partner."""
