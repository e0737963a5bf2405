"""One fictional county, built by the same actions people use."""
