"""Texts a second on one core, beside the floor in the same run: one compiled alternation over the same texts."""

from __future__ import annotations

import csv
import re
import time
from pathlib import Path

from qingzhuang.domain.detectors import FAMILIES, detect

CASES = Path(__file__).resolve().parents[1] / "tests" / "domain" / "detectors" / "cases" / "own.csv"
REPEATS = 40


def rate(work, texts: list[tuple[str, str]]) -> float:
    """The best of three runs, in texts a second."""
    best = 0.0
    for _ in range(3):
        started = time.perf_counter()
        for text, kind in texts:
            work(text, kind)
        best = max(best, len(texts) / (time.perf_counter() - started))
    return best


def main() -> None:
    with CASES.open(encoding="utf-8-sig") as file:
        texts = [(row["text"], row["kind"]) for row in csv.DictReader(file)] * REPEATS
    floor = re.compile("|".join(f"(?:{family.trigger.pattern})" for family in FAMILIES.values()))
    bare = rate(lambda text, _kind: sum(1 for _ in floor.finditer(text)), texts)
    full = rate(detect, texts)
    characters = sum(len(text) for text, _ in texts) / len(texts)
    print(f"{len(texts)} texts of {characters:.0f} characters")
    print(f"detect      {full:10,.0f} texts/s")
    print(f"bare regex  {bare:10,.0f} texts/s")
    print(f"ratio       {bare / full:10.1f} times the bare alternation's time")


if __name__ == "__main__":
    main()
