"""The answer as files: the table, a summary, and the rows that were left out."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from qingzhuang.analytics.activity.faults import FAULTS
from qingzhuang.analytics.activity.measuring import Activity
from qingzhuang.analytics.activity.source import text

# Text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP CSV injection).
_RUNS = r"^[=+\-@\t\r]"


def write(activity: Activity, out: Path) -> list[Path]:
    """Write the answer; returns the files written.

    ``out`` ending in .csv or .parquet is the table itself, its summary and left-out rows lie beside it under its name;
    any other ``out`` is a folder of activity.csv, summary.json and faults.csv. Rows are in the order of their assets.
    """
    if out.suffix.lower() in (".csv", ".parquet"):
        out.parent.mkdir(parents=True, exist_ok=True)
        table, summary, faults = out, out.with_suffix(".summary.json"), out.with_suffix(".faults.csv")
    else:
        out.mkdir(parents=True, exist_ok=True)
        table, summary, faults = out / "activity.csv", out / "summary.json", out / "faults.csv"
    _write_table(activity, table)
    summary.write_text(json.dumps(activity.summary, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    meanings = {fault.code: fault.text for fault in FAULTS}
    with faults.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["file", "row", "code", "说明", "meaning"])
        for row in activity.faults:
            writer.writerow([row.file, row.row, row.code, meanings[row.code].zh, meanings[row.code].en])
    return [table, summary, faults]


def _write_table(activity: Activity, table: Path) -> None:
    if table.suffix.lower() == ".parquet":
        activity.connection.execute(f"COPY (FROM activity ORDER BY asset) TO {text(str(table))} (FORMAT parquet)")
        return
    safe = f"SELECT * REPLACE (CASE WHEN REGEXP_MATCHES(asset, '{_RUNS}') THEN '''' || asset ELSE asset END AS asset)"
    activity.connection.execute(
        f"COPY ({safe} FROM activity ORDER BY asset) TO {text(str(table))} (FORMAT csv, HEADER)"
    )
