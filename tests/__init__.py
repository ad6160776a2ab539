"""Tests of the hub, mirrored by feature."""
