"""Partner enterprises (art. 16): onboarding, their clients and keys, and their access tokens."""
