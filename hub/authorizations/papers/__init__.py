"""Paper demands: a department asked for paper that the hub has (art. 18)."""
