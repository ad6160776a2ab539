"""Record what was done and what was seen, before anything leaves."""
