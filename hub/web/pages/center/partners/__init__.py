"""Partners, and those who apply to be one."""
