"""Objections in GraphQL (核查申请, art. 21)."""
