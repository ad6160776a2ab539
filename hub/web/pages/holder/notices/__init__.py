"""What a holder is told, and how."""
