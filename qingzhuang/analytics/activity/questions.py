"""The questions, in SQL that DuckDB and Spark both read. Each is asked of ``events`` (see :mod:`.source`).

Distinct users are counted in two levels, (asset, user) and then asset: a third of the time of COUNT(DISTINCT). The
latest moment of each pair answers every window at once.
"""

from __future__ import annotations

import datetime

from qingzhuang.analytics.activity.columns import UPDATE, USE
from qingzhuang.analytics.activity.windows import WINDOWS, beginnings

# Clauses for columns that the events do not have are left out, not filled with constants: each costs a look at every row.
_USED = {"kind": f"kind = '{USE}'", "count": "n > 0"}
_KEPT_UP = {"kind": f"kind = '{UPDATE}'", "count": "n > 0"}


def last_activity(fields: set[str]) -> str:
    """One row per asset: last seen, last use, last update, and what shows that rows are faulty."""
    checks = ["COUNT(*) AS reports"] if fields & {"kind", "count"} else []
    checks += ["COUNT(kind) AS understood"] if "kind" in fields else []
    checks += ["MIN(n) AS least", "MAX(n) AS most", "COUNT(n) AS counted"] if "count" in fields else []
    last_use = f"MAX(CASE WHEN {_all(_USED, fields)} THEN moment END)" if _USED.keys() & fields else "MAX(moment)"
    last_update = f"MAX(CASE WHEN {_all(_KEPT_UP, fields)} THEN moment END)" if "kind" in fields else "NULL"
    told = ["MAX(moment) AS last_seen", f"{last_use} AS last_use", f"{last_update} AS last_update", *checks]
    return f"SELECT asset, {', '.join(told)} FROM events GROUP BY asset"


def uses(fields: set[str], as_of: datetime.date) -> str:
    """One row per asset: uses in all, those of nobody known, and those in each window."""
    worth = "n" if "count" in fields else "1"
    counts = [f"SUM({worth}) AS uses"]
    unnamed = f"SUM(CASE WHEN who IS NULL THEN {worth} ELSE 0 END)" if "user" in fields else f"SUM({worth})"
    counts.append(f"{unnamed} AS uses_unnamed")
    for days, since in beginnings(as_of):
        counts.append(f"SUM(CASE WHEN moment >= DATE '{since}' THEN {worth} ELSE 0 END) AS uses_{days}")
    return f"SELECT asset, {', '.join(counts)} FROM events WHERE {used(fields)} GROUP BY asset"


def users(fields: set[str], as_of: datetime.date) -> str:
    """One row per asset: distinct users in all (``total``) and in each window (``within_N``), exactly."""
    if "user" not in fields:
        return (
            f"SELECT asset, 0 AS total, NULL AS least, {', '.join(f'0 AS within_{days}' for days in WINDOWS)} FROM seen"
        )
    return _distinct("who", f"who IS NOT NULL AND {used(fields)}", as_of)


def days(as_of: datetime.date) -> str:
    """One row per asset: on how many days something was told of it, be it that there was no use, and the first."""
    return _distinct("CAST(moment AS DATE)", "TRUE", as_of)


def _distinct(what: str, where: str, as_of: datetime.date) -> str:
    counts = [f"COUNT(CASE WHEN latest >= DATE '{since}' THEN 1 END) AS within_{d}" for d, since in beginnings(as_of)]
    return f"""
        SELECT asset, COUNT(*) AS total, MIN(what) AS least, {", ".join(counts)}
        FROM (SELECT asset, {what} AS what, MAX(moment) AS latest FROM events WHERE {where} GROUP BY asset, {what}) AS pairs
        GROUP BY asset"""


def observed_days() -> str:
    """The days for which there is any data at all, and how many rows each has."""
    return "SELECT CAST(moment AS DATE) AS day, COUNT(*) AS reports FROM events GROUP BY 1"


def used(fields: set[str]) -> str:
    """The condition under which a row is a use."""
    return _all(_USED, fields) if _USED.keys() & fields else "TRUE"


def _all(conditions: dict[str, str], fields: set[str]) -> str:
    return " AND ".join(condition for field, condition in conditions.items() if field in fields)
