"""The register of apps, mini-programs, public accounts and work groups."""
