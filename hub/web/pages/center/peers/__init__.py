"""The systems that the hub exchanges with."""
