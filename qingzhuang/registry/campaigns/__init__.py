"""What a campaign freezes, measures, looks back at and reports."""
