"""Background work of the register, subject by subject."""
