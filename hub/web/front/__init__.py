"""What every request passes before an endpoint: connection, size, origin and limits."""
