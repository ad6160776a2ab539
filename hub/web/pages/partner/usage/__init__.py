"""What the own organization used, and what it has left."""
