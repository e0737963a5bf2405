"""Background work of the hub, subject by subject."""
