"""Everything alike in a ledger, beside MinHash LSH (datasketch, 128 permutations) in the same run.

    ./qz bench scan --entries 100000 --seeds 101 102 103
    ./qz bench scan --entries 100000 --seeds 104 --mass 0.1 --no-peer
    ./qz bench scan --entries 10000 100000 1000000 --seeds 105 --no-peer      (the growth of time and of work)
    ./qz bench scan --entries 100000 --seeds 106 --command      (also ./qz scan, from start-up to its files, beside the scan in it)

Truth is planted (benchmarks/planted.py). Our threshold is the product's; the peer is given its best threshold on the
very ledger it is scored on. Seconds are of the processor, wall in brackets. ``work`` are pairs generated and compared;
the exponent says how it grows from the size before.
"""

from __future__ import annotations

import argparse
import csv
import gc
import json
import math
import resource
import subprocess
import tempfile
import time
from collections import Counter
from pathlib import Path

import numpy as np

from benchmarks.planted import GRADES, SWAPS, Ledger
from qingzhuang.analytics.likeness import DEFAULT, Entry
from qingzhuang.analytics.likeness.alphabet import fold
from qingzhuang.analytics.likeness.scan import scan
from qingzhuang.analytics.likeness.scan.vectors import vectors_of
from qingzhuang.analytics.likeness.tokens import Tokeniser

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--entries", type=int, nargs="+", default=[20_000])
    arguments.add_argument("--seeds", type=int, nargs="+", default=[101])
    arguments.add_argument("--mass", type=float, default=0.0)
    arguments.add_argument("--no-peer", action="store_true")
    arguments.add_argument("--command", action="store_true", help="the whole command too")
    wanted = arguments.parse_args()
    owners = {word: each.canonical for each in DEFAULT.classes for word in each.words}
    known = sum(owners.get(fold(a), 0) == owners.get(fold(b), 1) for a, b in SWAPS.items())
    print(f"words exchanged by the benchmark: {len(SWAPS)}, of which the product's table knows {known}")
    before: tuple[int, dict[str, float]] | None = None
    for size in wanted.entries:
        for seed in wanted.seeds:
            work = measure(size, seed, wanted.mass, peer=not wanted.no_peer)
            if wanted.command:
                whole_command([each.entry for each in Ledger(size, seed, wanted.mass).entries()])
        if before:
            step = math.log(size / before[0])
            print("growth " + ", ".join(f"{k} {math.log(v / before[1][k]) / step:.2f}" for k, v in work.items()))
        before = size, work


def measure(size: int, seed: int, mass: float, *, peer: bool) -> dict[str, float]:
    ledger = list(Ledger(size, seed, mass).entries())
    entries = [each.entry for each in ledger]
    cluster, grade = np.array([each.cluster for each in ledger]), np.array([each.grade for each in ledger])
    del ledger
    gc.collect()
    held = _peak()
    cut, _, _ = _timed(lambda: vectors_of(entries, Tokeniser(DEFAULT)))
    ours, wall, found = _timed(lambda: scan(entries))
    right = cluster[found.here] == cluster[found.there]
    there = _pairs(cluster)
    sizes = np.bincount(found.clusters)
    print(
        f"{size:,} entries, seed {seed}, mass {mass:.0%}: ours {ours:.2f} s ({wall:.2f}), {_score(right, there)}; "
        f"{ours / cut:.1f} times cutting into tokens ({cut:.2f} s); largest cluster {sizes.max()} of {np.bincount(cluster).max()}; "
        f"peak {_peak():,.0f} MiB, {held:,.0f} before"
    )
    shares = {
        each: (right & (grade[found.here] == each)).sum() / _pairs(cluster[grade == each])
        for each in (*GRADES, "mass")
        if (grade == each).any()
    }
    print("  recall " + ", ".join(f"{name} {share:.3f}" for name, share in shares.items()))
    if peer:
        taken, beside, best = minhash(entries, cluster, there)
        print(f"  MinHash LSH {taken:.1f} s ({beside:.1f}), best {best}; {taken / ours:.1f} times ours")
    return {"seconds": ours, **{name: float(found.work[name]) for name in ("candidates_raw", "compared")}}


def whole_command(entries: list[Entry]) -> None:
    """Print the wall time of ``./qz scan`` on a csv of the entries, beside that of the scan within it."""
    with tempfile.TemporaryDirectory(prefix="qz-scan-") as folder:
        ledger, out = Path(folder) / "ledger.csv", Path(folder) / "out"
        with ledger.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("id", "kind", "name", "sponsor", "functions", "description", "users"))
            for each in entries:
                functions = "；".join(each.functions)
                writer.writerow((each.id, each.kind, each.name, each.sponsor, functions, each.description, each.users))
        began = time.perf_counter()
        subprocess.run([ROOT / "qz", "scan", ledger, "-o", out], check=True, stdout=subprocess.DEVNULL)
        taken = time.perf_counter() - began
        within = json.loads((out / "summary.json").read_text(encoding="utf-8"))["seconds"]
    parts = ", ".join(f"{name} {value:.2f}" for name, value in within.items())
    print(f"  ./qz scan: {taken:.2f} s, {taken / within['scan']:.1f} times the scan in it ({parts})")


def minhash(entries, cluster, there) -> tuple[float, float, str]:
    from datasketch import MinHash, MinHashLSH

    def run():
        index, sets = MinHashLSH(threshold=0.4, num_perm=128), []
        for entry in entries:
            sets.append({f[at : at + 2].encode() for f in entry.functions for at in range(len(f) - 1)})
        marks = [MinHash(num_perm=128) for _ in sets]
        for number, (mark, grams) in enumerate(zip(marks, sets, strict=True)):
            mark.update_batch(grams)
            index.insert(number, mark)
        found = [(a, b) for a, mark in enumerate(marks) for b in index.query(mark) if b > a]
        scores = [len(sets[a] & sets[b]) / len(sets[a] | sets[b]) for a, b in found]
        return np.array(found), np.array(scores)

    taken, wall, (found, scores) = _timed(run)
    right = cluster[found[:, 0]] == cluster[found[:, 1]]
    tried = [(_f1(right[scores >= at], there), at) for at in np.arange(0.25, 0.75, 0.025)]
    _, at = max(tried)
    return taken, wall, f"{_score(right[scores >= at], there)} at {at:.3f}"


def _timed(run):
    wall, own = time.perf_counter(), time.process_time()
    found = run()
    return time.process_time() - own, time.perf_counter() - wall, found


def _pairs(labels: np.ndarray) -> int:
    return sum(count * (count - 1) // 2 for count in Counter(labels.tolist()).values())


def _f1(right: np.ndarray, there: int) -> float:
    return 2 * right.sum() / (len(right) + there) if len(right) else 0.0


def _score(right: np.ndarray, there: int) -> str:
    return f"P {right.mean():.4f} R {right.sum() / there:.4f} F1 {_f1(right, there):.4f}"


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
