"""Pages of issuing departments: the day's work, licenses and their life, approvals, objections."""
