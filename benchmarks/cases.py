"""What the register finds in real lists, so that the figures of docs/case-studies can be checked.

    ./qz bench cases dotgov OLDEST.csv LATER.csv…     (the oldest as a ledger, the later ones as patrols)
    ./qz bench cases list FILE.csv --kind app          (one ledger: imported, imported again, scanned for pairs)

Prints counts only. Runs in a database of its own, made and removed here. ``--map 3=starts_on`` matches a column by its
number (from 0) otherwise than guessed, ``--map 3=`` leaves it out.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from pathlib import Path

from benchmarks.scratch import governance_office, scratch_database


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("what", choices=["dotgov", "list"])
    arguments.add_argument("files", type=Path, nargs="+")
    arguments.add_argument("--kind", default="", help="what the rows are, if no column says it")
    arguments.add_argument("--map", nargs="*", default=[], metavar="COLUMN=CODE")
    wanted = arguments.parse_args()
    told = dict(each.split("=", 1) for each in wanted.map)
    with scratch_database():
        office, person = governance_office()
        if wanted.what == "dotgov":
            _bring(office, person, wanted.files[0], wanted.kind or "app", told)
            for later in wanted.files[1:]:
                _patrol(office, person, later, wanted.kind or "app")
        else:
            for file in wanted.files:
                _bring(office, person, file, wanted.kind, told)
                _bring(office, person, file, wanted.kind, told)
            _alike()


def _bring(office, person, file: Path, kind: str, told: dict[str, str]) -> None:
    from qingzhuang.core.jobs import work
    from qingzhuang.registry import actions
    from qingzhuang.registry.models import Asset, ImportBatch

    began = time.perf_counter()
    batch = actions.upload_ledger(office, actor=person, name=file.name, data=file.read_bytes())
    mapping = {column: code for column, code in {**batch.mapping, **told}.items() if code}
    print(
        f"{file.name}: {batch.total:,} rows; "
        + ", ".join(f"{batch.captions[int(c)]} → {t}" for c, t in mapping.items())
    )
    actions.match_columns(batch, actor=person, mapping=mapping, kind=kind)
    work(once=True)
    batch = actions.confirm_import(ImportBatch.objects.get(pk=batch.pk), actor=person)
    work(once=True)
    batch = ImportBatch.objects.get(pk=batch.pk)
    took = time.perf_counter() - began
    print(f"  registered {batch.added:,}, wrong {batch.wrong:,}, registered already {batch.held:,}; {took:.1f} s")
    said = Counter(_gist(remark["text"]["en"]) for row in batch.rows.iterator() for remark in row.remarks)
    for text, count in said.most_common(8):
        print(f"  {count:>7,}  {text}")
    states = Counter(Asset.objects.filter(batch=batch).values_list("status", flat=True))
    print("  states: " + ", ".join(f"{state} {count:,}" for state, count in states.most_common()))


def _patrol(office, person, file: Path, kind: str) -> None:
    from qingzhuang.core.jobs import work
    from qingzhuang.registry import actions
    from qingzhuang.registry.models import Patrol
    from qingzhuang.registry.models.patrols import SORTS
    from qingzhuang.registry.queries.patrols import difference

    began = time.perf_counter()
    patrol = actions.upload_patrol(office, actor=person, source="list", name=file.name, data=file.read_bytes())
    actions.start_patrol(patrol, actor=person, kind=kind, complete=kind)
    work(once=True)
    patrol = Patrol.objects.get(pk=patrol.pk)
    took = time.perf_counter() - began
    counts = {sort: patrol.findings.filter(sort=sort).count() for sort in SORTS}
    print(f"patrol {file.name}: {patrol.total:,} rows, {patrol.matched:,} found in the register; {took:.1f} s")
    print("  " + ", ".join(f"{sort} {count:,}" for sort, count in counts.items()))
    if patrol.previous_id:
        print("  since the patrol before: " + ", ".join(f"{k} {v:,}" for k, v in difference(patrol).items()))


def _alike() -> None:
    """Entries that bear one name, and pairs a scan of the whole register finds."""
    from qingzhuang.analytics.likeness.scan import scan
    from qingzhuang.registry.likeness import entries_of
    from qingzhuang.registry.tokens import fold

    for sort in ("apps", "accounts"):
        entries = entries_of(sort)
        if entries:
            names = Counter(fold(each.name).removeprefix("www.").rstrip("/") for each in entries)
            print(f"  {sort}: {sum(names.values()) - len(names):,} beyond the first of their name", flush=True)
            print(f"  scan of {len(entries):,} entries: {len(scan(entries).here):,} pairs")


def _gist(text: str) -> str:
    """A remark without what it quotes, to count remarks of a sort."""
    parts = text.split("“")
    return "…".join([parts[0], *(each.partition("”")[2] for each in parts[1:])])


if __name__ == "__main__":
    main()
