"""Use told by apps, files and sign-ins: reading it, keeping it by day, rolling it up."""
