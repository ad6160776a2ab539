"""Archival copies and case files in GraphQL (存档副本、电子案卷, art. 19, 20)."""
