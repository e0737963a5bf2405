"""What the product means: words, kinds, rules, arithmetic. No Django, no files, no database."""
