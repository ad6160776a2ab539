"""The grants that a holder gave or got."""
