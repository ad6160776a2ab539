"""What waits for publication, and what is published."""
