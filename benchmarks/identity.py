"""Who is one and who is asked about, on records with known duplicates, through the hub's own matching.

    ./qz bench identity FILE.csv […] [--number]

A file has the columns of Febrl's data sets: rec_id (``rec-12-org`` and ``rec-12-dup-0`` are one person), given_name,
surname, date_of_birth, postcode, soc_sec_id. The postcode stands for the village; with ``--number`` the security
number names a person as a resident number does. Prints precision and recall over pairs: joined by itself, put
before a person as a doubt, and both together.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from datetime import date
from itertools import combinations
from pathlib import Path

from scratch import scratch_database

BATCH = 2_000


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("files", nargs="+", type=Path)
    arguments.add_argument("--number", action="store_true")
    wanted = arguments.parse_args()
    rows = [row for file in wanted.files for row in csv.DictReader(file.open(), skipinitialspace=True)]
    with scratch_database():
        measure(rows, numbered=wanted.number)


def measure(rows: list[dict[str, str]], *, numbered: bool) -> None:
    from qingzhuang.datahub.finding import find_or_make
    from qingzhuang.datahub.models import Doubt

    people = sought_of(rows, numbered)
    nameable = [each for each in people if each.nameable]
    for start in range(0, len(nameable), BATCH):
        find_or_make(nameable[start : start + BATCH])
    same, held = defaultdict(list), defaultdict(list)
    for at, (row, each) in enumerate(zip(rows, people, strict=True)):
        same[row["rec_id"].split("-")[1]].append(at)
        if each.subject is not None:
            held[each.subject.pk].append(at)
    truth = {pair for group in same.values() for pair in combinations(group, 2)}
    joined = {pair for group in held.values() for pair in combinations(group, 2)}
    asked = {
        tuple(sorted((one, other)))
        for doubt in Doubt.objects.all()
        for one in held[doubt.subject_id]
        for other in held[doubt.other_id]
    } - joined
    print(f"{len(rows):,} records, {len(nameable):,} with enough to go by, {len(truth):,} true pairs")
    for name, found in (("joined by itself", joined), ("asked about", asked), ("both", joined | asked)):
        right = len(found & truth)
        print(
            f"{name}: {len(found):,} pairs, precision {right / max(1, len(found)):.3f}, recall {right / len(truth):.3f}"
        )


def sought_of(rows: list[dict[str, str]], numbered: bool) -> list:
    from qingzhuang.datahub.finding import Sought
    from qingzhuang.datahub.sealing import blind
    from qingzhuang.identity.models import Organisation

    since = {"valid_from": date(2020, 1, 1), "nature": "area"}
    county = Organisation.add_root(code="990121", name="青溪县", level="county", **since)
    areas = {}
    for postcode in sorted({row["postcode"] for row in rows}):
        parent = Organisation.objects.get(pk=county.pk)
        areas[postcode] = parent.add_child(code=f"V{postcode}", name=postcode, level="village", **since)
    found = []
    for row in rows:
        name, born = f"{row['given_name']} {row['surname']}".strip(), row["date_of_birth"]
        values = {"person.name": name} if name else {}
        if len(born) == 8:
            values["person.birth_date"] = f"{born[:4]}-{born[4:6]}-{born[6:]}"
        each = Sought("person", areas[row["postcode"]], values)
        if numbered and row["soc_sec_id"]:
            each.key = blind("person", row["soc_sec_id"])
        found.append(each)
    return found


if __name__ == "__main__":
    main()
