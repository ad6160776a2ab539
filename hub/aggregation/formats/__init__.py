"""Read rows from the formats that departments deliver, chunk by chunk."""
