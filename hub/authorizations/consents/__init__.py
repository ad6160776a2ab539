"""Consents: a holder's answer to an access under a request (持证主体授权, art. 15(1))."""
