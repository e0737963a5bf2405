"""The command line: the same engines as the web. ``qingzhuang COMMAND``; ``./qz`` wraps it on a fresh machine."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

# The modules and the commands each brings. Only the one asked for is loaded: their engines take long to.
GROUPS = {
    "check": ("check",),
    "scan": ("scan",),
    "overlap": ("overlap",),
    "activity": ("activity",),
    "receipt": ("receipt",),
    "sheets": ("recognise", "fill"),
    "xlsform": ("xlsform",),
    "site": ("demo", "serve", "worker", "setup", "journal"),
    "develop": ("test", "lint", "bench", "words", "docs"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    parser = argparse.ArgumentParser(prog="qz", description="Qingzhuang (轻装): check before you ask.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    argv = sys.argv[1:] if argv is None else argv
    asked = [group for group, names in GROUPS.items() if set(argv[:1]) & set(names)]
    for group in asked or GROUPS:
        import_module(f"{__name__}.{group}").add_commands(commands)
    arguments = parser.parse_args(argv)
    try:
        return arguments.run(arguments) or 0
    except BrokenPipeError:
        # The reader of our output (head, less) has gone; that is no failure of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
