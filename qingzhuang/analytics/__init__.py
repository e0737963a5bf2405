"""Questions over many rows."""
