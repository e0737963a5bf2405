"""``activity EVENTS``: last activity and active users per asset, with no database."""

from __future__ import annotations

import argparse
import datetime
import sys
from pathlib import Path

from qingzhuang.analytics.activity import ENGINES, Activity, measure, write
from qingzhuang.analytics.activity.objects import SCHEME
from qingzhuang.analytics.activity.places import place_at
from qingzhuang.analytics.activity.storage import roll_up
from qingzhuang.cli.shell import UNREADABLE, complain, language_of_the_shell
from qingzhuang.domain.text import Text
from qingzhuang.sheets.problems import UnreadableFile


def add_commands(commands: argparse._SubParsersAction) -> None:
    activity = commands.add_parser("activity", help="last activity and active users per asset, from usage events")
    activity.add_argument("events", metavar="EVENTS", help="csv, Parquet, a folder of Parquet by day, or s3://…")
    activity.add_argument("--as-of", required=True, type=datetime.date.fromisoformat, metavar="DATE")
    activity.add_argument("-o", "--out", required=True, metavar="OUT", help="OUT.csv, OUT.parquet, or a folder")
    activity.add_argument("--engine", choices=sorted(ENGINES), default="duckdb")
    activity.add_argument("--language", choices=["zh", "en"], default=language_of_the_shell())
    activity.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 when the events were read (rows left out are told on stderr), 2 when they could not be."""
    try:
        found = _measured(arguments.events, arguments.as_of, arguments.engine)
        written = write(found, Path(arguments.out))
    except (UnreadableFile, OSError) as error:
        complain(arguments.events, error, arguments.language)
        return UNREADABLE
    summary = found.summary
    left_out = sum(summary["faults"].values())
    told = Text(
        "{assets} 个资产，{rows} 行记录；有数据的日子 {days} 天（{first} 至 {last}）。",
        "{assets} assets, {rows} rows; {days} days with data ({first} to {last}).",
    ).format(
        assets=summary["assets"],
        rows=summary["rows"],
        days=summary["observed"]["days"],
        first=summary["observed"]["first_day"],
        last=summary["observed"]["last_day"],
    )
    print(told.in_(arguments.language))
    if left_out:
        warning = Text(
            "{number} 行无法计入，见 {file}。", "{number} rows could not be counted; they are named in {file}."
        ).format(number=left_out, file=written[-1])
        print(warning.in_(arguments.language), file=sys.stderr)
    print("\n".join(map(str, written)))
    return 0


def _measured(events: str, as_of: datetime.date, engine: str) -> Activity:
    if events.startswith(SCHEME):
        return roll_up(place_at(events), as_of, engine)
    return measure(Path(events), as_of, engine)
