"""What is exempt from sharing, and why."""
