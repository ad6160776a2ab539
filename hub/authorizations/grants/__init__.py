"""Grants: a holder lets a person or an organization use a license (授权用证, art. 15(2))."""
