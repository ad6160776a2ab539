"""How to try the hub out."""
