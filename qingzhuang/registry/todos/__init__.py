"""What waits for a person at the register, subject by subject."""
