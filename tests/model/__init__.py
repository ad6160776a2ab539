"""Every short history of authorizations, tried against the rules themselves."""
