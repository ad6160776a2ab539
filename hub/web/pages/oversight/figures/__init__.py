"""What was issued, delivered, shared, used and refused, as tiles and plots."""
