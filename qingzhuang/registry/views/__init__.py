"""The register's pages, by what they show."""
