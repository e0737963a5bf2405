"""Reads of the hub that hold no personal values, subject by subject."""
