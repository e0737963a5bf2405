"""Who may do what in the register, subject by subject. What is not allowed here is refused."""
