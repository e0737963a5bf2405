"""Reads of the register for screens, exports and the API, subject by subject."""
