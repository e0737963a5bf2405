"""The command line: the same engines as the web."""
