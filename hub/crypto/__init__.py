"""Sign, digest and seal: SM2, SM3, envelopes and keys."""
