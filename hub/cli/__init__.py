"""Command the hub from a shell."""
