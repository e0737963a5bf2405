"""Plumbing without domain nouns: actions, journal, policies, jobs, problems, exports."""
