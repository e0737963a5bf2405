"""``check FILE…``: the gate's report on files, with no database."""

from __future__ import annotations

import argparse
import datetime
import os
from pathlib import Path

from qingzhuang.cli.shell import UNREADABLE, complain, language_of_the_shell
from qingzhuang.domain.draft import Draft
from qingzhuang.domain.kinds import kind_named
from qingzhuang.gate import rulebook
from qingzhuang.gate.comparing import LedgerComparison, facts_of
from qingzhuang.gate.examination import examine_draft
from qingzhuang.gate.formats import FORMATS
from qingzhuang.gate.intake import drafts_of
from qingzhuang.sheets.problems import UnreadableFile

CLEAN, SERIOUS = 0, 1


def add_commands(commands: argparse._SubParsersAction) -> None:
    check = commands.add_parser("check", help="report on a proposal, form, notice, scheme, or a table of texts")
    check.add_argument("files", nargs="+", metavar="FILE")
    check.add_argument("--kind", type=_kind, help="what the files are, when they do not say")
    check.add_argument("--ledger", metavar="LEDGER", help="a register (csv, xlsx) to compare with")
    check.add_argument("--format", choices=sorted(FORMATS), default="text")
    check.add_argument("--jurisdiction", default=os.environ.get("QZ_JURISDICTION", "cn"))
    check.add_argument("--language", choices=["zh", "en"], default=language_of_the_shell())
    check.add_argument("--on", type=datetime.date.fromisoformat, default=None, metavar="DATE", help="as of this day")
    check.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 nothing serious, 1 a finding of severity high or block, 2 something unreadable."""
    day = arguments.on or datetime.date.today()
    rules = rulebook.load(arguments.jurisdiction, day)
    unreadable = False
    drafts: list[Draft] = []
    comparison = None
    try:
        comparison = LedgerComparison.read(Path(arguments.ledger)) if arguments.ledger else None
    except (UnreadableFile, OSError) as error:
        unreadable = complain(arguments.ledger, error, arguments.language)
    for name in arguments.files:
        try:
            drafts += drafts_of(Path(name).read_bytes(), name, arguments.kind)
        except (UnreadableFile, OSError) as error:
            unreadable = complain(name, error, arguments.language)
    items = []
    for draft in drafts:
        sections = {"similar": comparison.section(draft)} if comparison else {}
        facts = facts_of(sections["similar"]) if comparison else {}
        items.append(examine_draft(draft, rules, day, sections=sections, facts=facts))
    print(FORMATS[arguments.format](items, rules, arguments.language))
    if unreadable:
        return UNREADABLE
    return SERIOUS if any(item.serious for item in items) else CLEAN


def _kind(word: str) -> str:
    try:
        return kind_named(word).code
    except KeyError:
        raise argparse.ArgumentTypeError(f"unknown kind {word!r}") from None
