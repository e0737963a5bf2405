"""What every command says to the shell: its language, and what could not be read."""

from __future__ import annotations

import os
import sys

from qingzhuang.sheets.problems import UnreadableFile

UNREADABLE = 2


def language_of_the_shell() -> str:
    return "zh" if os.environ.get("LC_ALL", os.environ.get("LANG", "")).lower().startswith("zh") else "en"


def complain(name: str, error: Exception, language: str) -> bool:
    """Say on stderr what could not be read, where, and what to do."""
    if isinstance(error, UnreadableFile):
        where = " ".join(f"{key}={value}" for key, value in error.where.items())
        print(f"{name}: {error.message.in_(language)} {error.what_to_do.in_(language)} [{where}]", file=sys.stderr)
    else:
        print(f"{name}: {error.strerror or error}", file=sys.stderr)
    return True
