"""Access tokens for clients: who a client proves to be, and what it is given (RFC 6749, 7523)."""
