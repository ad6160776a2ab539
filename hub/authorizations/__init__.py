"""Give and withdraw the right to see: requests, consents, grants, delegations, presentations."""
