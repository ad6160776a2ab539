"""The GraphQL documents that are registered for applications, which may be all they ask with."""
