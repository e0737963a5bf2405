"""Pages of the hub, subject by subject."""
