"""Reading a ledger as an office keeps it: which column is what, and what each row says. No database here."""
