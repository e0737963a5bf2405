"""Who may do what in the hub, subject by subject. What is not allowed here is refused."""
