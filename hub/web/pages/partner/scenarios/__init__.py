"""What the own organization uses licenses for."""
