"""Take deliveries of licenses as streams over HTTP."""
