"""What the values of enumerations are called: one file for each, named like the GraphQL type."""
