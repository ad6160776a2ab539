"""What several departments issue together and waits."""
