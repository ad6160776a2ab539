"""Choose what is issued."""
