"""Reading cloud bills and judging what they tell of."""
