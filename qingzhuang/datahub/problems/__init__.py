"""What can go wrong in the hub, subject by subject, said to the person in both languages."""
