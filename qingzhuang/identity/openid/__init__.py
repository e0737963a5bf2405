"""Signing in to registered apps with our identity: an OpenID Connect provider, on the one that allauth brings."""
