"""The one gate: rule packs, proposals, reports, reviews, exceptions."""
