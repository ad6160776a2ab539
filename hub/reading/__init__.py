"""Let license data leave the hub, the one way it can."""
