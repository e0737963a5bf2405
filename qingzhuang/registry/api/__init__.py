"""The register as JSON, subject by subject; the addresses are given in ``config/api.py``."""
