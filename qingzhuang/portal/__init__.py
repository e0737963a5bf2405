"""The one entrance: home, layout, components, static files."""
