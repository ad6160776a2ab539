"""The delegations that a holder gave or got."""
