"""Know who calls: tokens, clients, organizations and people."""
