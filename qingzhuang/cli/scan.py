"""``scan LEDGER -o DIR``: everything that is alike in a ledger of any size, with no database."""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from qingzhuang.analytics.likeness.scan import THRESHOLD
from qingzhuang.analytics.likeness.scan import scan as scan_here
from qingzhuang.analytics.likeness.synonyms import DEFAULT
from qingzhuang.cli.ledgers import read_ledger
from qingzhuang.cli.shell import UNREADABLE, complain, language_of_the_shell
from qingzhuang.sheets.garbage import collected_later
from qingzhuang.sheets.neutral import neutral
from qingzhuang.sheets.problems import UnreadableFile

CLEAN = 0
VERSION = 1
SHOWN = 20
# Pairs told at once, and from how many such chunks on several processes are worth their start.
CHUNK, WORTH_PROCESSES = 10_000, 8


def add_commands(commands: argparse._SubParsersAction) -> None:
    scan = commands.add_parser("scan", help="find what is alike in a ledger: pairs with reasons, clusters, a summary")
    scan.add_argument(
        "ledger", metavar="LEDGER", help="csv, xlsx, xls or Parquet: id, kind, name, sponsor, functions …"
    )
    scan.add_argument("-o", "--output", required=True, metavar="DIR")
    scan.add_argument("--engine", choices=["duckdb", "spark"], default="duckdb", help="duckdb: in this process")
    scan.add_argument("--threshold", type=_share, default=None, metavar="T", help="least score of a pair, 0 to 1")
    scan.add_argument("--synonyms", metavar="CSV", help="more words that mean the same: canonical, role, words")
    scan.add_argument("--language", choices=["zh", "en"], help="of the reasons; that of the ledger by default")
    scan.set_defaults(run=run)


def _share(text: str) -> float:
    value = float(text)
    if not 0 < value <= 1:
        raise argparse.ArgumentTypeError("between 0 and 1")
    return value


@collected_later()
def run(arguments: argparse.Namespace) -> int:
    """Exit 0 when the ledger was compared, 2 when it could not be read or nothing can be written."""
    started = time.perf_counter()
    ours, named = arguments.language or language_of_the_shell(), arguments.ledger
    try:
        entries, problems = read_ledger(Path(named))
        for problem in problems[:SHOWN]:
            print(problem.text.in_(ours), file=sys.stderr)
        if problems and not entries:
            return UNREADABLE
        named = arguments.synonyms
        synonyms = DEFAULT.extended(Path(named)) if named else DEFAULT
        named, folder = arguments.output, Path(arguments.output)
        folder.mkdir(parents=True, exist_ok=True)
    except (UnreadableFile, OSError) as error:
        complain(named, error, ours)
        return UNREADABLE
    except ValueError as error:
        print(f"{named}: {error}", file=sys.stderr)
        return UNREADABLE
    read = time.perf_counter()
    threshold = arguments.threshold or THRESHOLD
    found = _engine(arguments.engine)(entries, threshold=threshold, synonyms=synonyms, report=_report)
    scanned = time.perf_counter()
    write_pairs(folder / "pairs.csv", found, arguments.language or _language_of(entries))
    write_clusters(folder / "clusters.csv", found)
    seconds = {"read": read - started, "scan": scanned - read, "write": time.perf_counter() - scanned}
    summary = summary_of(found, problems, threshold, arguments.engine, seconds)
    (folder / "summary.json").write_text(json.dumps(summary, ensure_ascii=False, indent=2), encoding="utf-8")
    print(f"{summary['entries']:,} · {summary['pairs']:,} pairs · {summary['clusters']['count']:,} clusters → {folder}")
    return CLEAN


def _language_of(entries: Sequence[Any]) -> str:
    """The language a ledger is written in, as its first names show."""
    names = "".join(entry.name for entry in entries[:100])
    return "zh" if any("\u4e00" <= char <= "\u9fff" for char in names) else language_of_the_shell()


def _engine(name: str) -> Any:
    if name != "spark":
        return scan_here
    # Needs the cluster packages, which few have.
    from qingzhuang.analytics.likeness.scan.spark import scan

    return scan


def _report(step: str, share: float) -> None:
    if sys.stderr.isatty():
        print(f"\r{share:4.0%} {step:<12}", end="" if share < 0.9 else "\n", file=sys.stderr, flush=True)


def write_pairs(path: Path, found: Any, language: str) -> None:
    """``id_a, id_b, score, reasons``: only pairs judged similar, in the order of the ledger."""
    told, starts = _Told(found, language), range(0, len(found), CHUNK)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(("id_a", "id_b", "score", "reasons"))
        if len(starts) < WORTH_PROCESSES or not hasattr(os, "fork"):
            file.writelines(map(told, starts))
            return
        # Forked, the processes find the ledger in memory; nothing is handed to them but where to begin.
        with get_context("fork").Pool(initializer=_inherit, initargs=(told,)) as pool:
            file.writelines(pool.imap(_inherited, starts))


class _Told:
    """The pairs of a scan as lines of csv, a chunk at a time."""

    def __init__(self, found: Any, language: str) -> None:
        self._found, self._language = found, language
        self._ids, self._line = [neutral(entry.id) for entry in found.entries], found.reasons().line

    def __call__(self, start: int) -> str:
        out, ids, line, language = io.StringIO(newline=""), self._ids, self._line, self._language
        write = csv.writer(out).writerow
        for here, there, score, inside in self._found.pairs(start, start + CHUNK):
            write((ids[here], ids[there], score, line(here, there, language, contained=inside)))
        return out.getvalue()


_OF_PROCESS: dict[str, _Told] = {}


def _inherit(told: _Told) -> None:
    _OF_PROCESS["told"] = told


def _inherited(start: int) -> str:
    return _OF_PROCESS["told"](start)


def write_clusters(path: Path, found: Any) -> None:
    """``id, cluster`` of every entry; a cluster is named by the id of its first entry, which may be all there is."""
    ids = [neutral(entry.id) for entry in found.entries]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "cluster"))
        writer.writerows((ids[at], ids[each]) for at, each in enumerate(found.clusters.tolist()))


def summary_of(found: Any, problems: list, threshold: float, engine: str, seconds: dict[str, float]) -> dict[str, Any]:
    """What the scan did and found, as ``summary.json`` (version 1)."""
    groups = [size for size in Counter(found.clusters.tolist()).values() if size > 1]
    return {
        "version": VERSION,
        "engine": engine,
        "threshold": threshold,
        "entries": len(found.entries),
        "pairs": len(found),
        "contained": int(found.contained.sum()),
        "clusters": {"count": len(groups), "entries": sum(groups), "largest": max(groups, default=0)},
        "work": found.work,
        "problems": [{"code": each.code, "row": each.row, "text": each.text.as_dict()} for each in problems],
        "seconds": {name: round(value, 2) for name, value in seconds.items()},
    }
