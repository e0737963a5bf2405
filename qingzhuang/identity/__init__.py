"""Who is who: organisations, posts, people, sign-in."""
