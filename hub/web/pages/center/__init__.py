"""Pages of the data center: partners, showing applications, peers, and how the hub is."""
