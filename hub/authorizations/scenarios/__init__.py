"""Scenarios: what an organization uses licenses for (应用场景, art. 17, 25)."""
