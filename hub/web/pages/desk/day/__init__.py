"""What waits for an answer today."""
