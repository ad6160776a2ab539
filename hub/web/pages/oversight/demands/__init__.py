"""What is reported of an organization that demanded paper."""
