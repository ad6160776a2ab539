"""The catalog in GraphQL: what it says, who sees what by it, and how it is changed."""
