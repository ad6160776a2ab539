"""Exchange (对接, art. 9, 14): with the national platform, the credit platform, and webhooks."""
