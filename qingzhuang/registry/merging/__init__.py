"""How a merging is prepared: proposals for its functions, the mark of what it rests on, circles, lists of ids, and the
rehearsal, which makes every move in a transaction that is rolled back."""
