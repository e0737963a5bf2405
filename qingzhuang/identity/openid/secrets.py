"""How secrets of clients are kept: as a digest with salt, in the form of Django's passwords, which the library reads."""

from __future__ import annotations

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class RandomSecretHasher(PBKDF2PasswordHasher):
    """One round: a secret is 256 random bits, which nobody guesses, and is checked at each of thousands of sign-ins."""

    algorithm = "random_secret"
    iterations = 1

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Nothing to even out: a wrong secret takes as long as the right one."""
