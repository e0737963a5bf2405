"""The gate's pages, by what they show."""
