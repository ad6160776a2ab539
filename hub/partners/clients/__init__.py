"""The clients by which a partner's systems call, and the public keys that they sign with."""
