"""Reading office files as a person would."""
