"""The command line: the same engines as the web. ``qingzhuang COMMAND``; ``./qz`` wraps it on a fresh machine."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from qingzhuang.cli import activity, check, develop, overlap, receipt, scan, sheets, site, xlsform

GROUPS = (check, scan, overlap, activity, receipt, sheets, xlsform, site, develop)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    parser = argparse.ArgumentParser(prog="qz", description="Qingzhuang (轻装): check before you ask.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for group in GROUPS:
        group.add_commands(commands)
    arguments = parser.parse_args(argv)
    try:
        return arguments.run(arguments) or 0
    except BrokenPipeError:
        # The reader of our output (head, less) has gone; that is no failure of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
