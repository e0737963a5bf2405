"""The hub as JSON: what is shared, grants, reads under them, their log, deliveries."""
