"""Reading office files safely, and seeing their tables as a person would. No Django here."""
