"""Subscriptions over the wire: graphql-transport-ws on WebSockets, and server-sent events."""
