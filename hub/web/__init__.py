"""Pages and small applications that the hub serves beside the GraphQL contract."""
