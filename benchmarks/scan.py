"""Everything alike in a ledger, beside MinHash LSH (datasketch, 128 permutations) in the same run.

    ./qz bench scan --entries 100000 --seeds 101 102 103
    ./qz bench scan --entries 100000 --seeds 104 --mass 0.1 --no-peer
    ./qz bench scan --entries 10000 100000 1000000 --seeds 105 --no-peer      (the growth of time and of work)

Truth is planted (benchmarks/planted.py). Our threshold is the product's; the peer is given its best threshold on the
very ledger it is scored on. Seconds are of the processor, wall in brackets. ``work`` are pairs generated and compared;
the exponent says how it grows from the size before.
"""

from __future__ import annotations

import argparse
import gc
import math
import resource
import time
from collections import Counter

import numpy as np

from benchmarks.planted import GRADES, SWAPS, Ledger
from qingzhuang.analytics.likeness import DEFAULT
from qingzhuang.analytics.likeness.alphabet import fold
from qingzhuang.analytics.likeness.scan import scan
from qingzhuang.analytics.likeness.scan.vectors import vectors_of
from qingzhuang.analytics.likeness.tokens import Tokeniser


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--entries", type=int, nargs="+", default=[20_000])
    arguments.add_argument("--seeds", type=int, nargs="+", default=[101])
    arguments.add_argument("--mass", type=float, default=0.0)
    arguments.add_argument("--no-peer", action="store_true")
    wanted = arguments.parse_args()
    owners = {word: each.canonical for each in DEFAULT.classes for word in each.words}
    known = sum(owners.get(fold(a), 0) == owners.get(fold(b), 1) for a, b in SWAPS.items())
    print(f"words exchanged by the benchmark: {len(SWAPS)}, of which the product's table knows {known}")
    before: tuple[int, dict[str, float]] | None = None
    for size in wanted.entries:
        for seed in wanted.seeds:
            work = measure(size, seed, wanted.mass, peer=not wanted.no_peer)
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
