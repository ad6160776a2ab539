"""Delegations: a person acts for a holder in one matter and window (委托用证, art. 15(2))."""
