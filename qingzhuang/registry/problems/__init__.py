"""What can go wrong in the register, subject by subject, said to the person in both languages."""
