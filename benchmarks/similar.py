"""One question against a whole register: build time, time of a look-up, whether the planted answer is in the first ten.

    python -m benchmarks.similar [--entries 1000000] [--seeds 2031 77 4096] [--probes 60]

For each seed, in the same run: the lower bound, which reads every posting of the query's telling words and only adds
them up, and the peers, SQLite's FTS5 with trigrams (the eight rarest of the question, or-ed, best ten) over the same
entries, and RapidFuzz ``cdist`` over the texts of the first 100,000. Probes are made from entries of the register and
edited; see ``benchmarks/corpus.py`` for what is planted.
"""

from __future__ import annotations

import argparse
import resource
import sqlite3
import statistics
import time

import numpy as np
from rapidfuzz import fuzz, process

from benchmarks.corpus import KINDS, Corpus, Probe
from qingzhuang.analytics.likeness import Entry, LikenessIndex
from qingzhuang.analytics.likeness.segment import TOKEN_MASK, pack

PEER_ENTRIES, PEER_PROBES, BOUND_PROBES, ADDED = 100_000, 20, 60, 200
RAREST = 8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[2031, 77, 4096])
    parser.add_argument("--probes", type=int, default=60, help="of each kind")
    arguments = parser.parse_args()
    for seed in arguments.seeds:
        measure(Corpus(arguments.entries, seed, arguments.probes))


def measure(corpus: Corpus) -> None:
    began = time.perf_counter()
    entries = list(corpus.entries())
    print(f"{len(entries):,} entries made in {time.perf_counter() - began:.1f} s (not counted), seed {corpus.seed}")
    before = peak_mib()
    began = time.perf_counter()
    index = LikenessIndex.build(entries)
    print(
        f"build {time.perf_counter() - began:.1f} s, peak {before:,.0f} -> {peak_mib():,.0f} MiB (entries as objects included)"
    )
    typical = look_up(index, corpus.probes)
    bound = statistics.median(all_postings(index, probe) for probe in corpus.probes[:BOUND_PROBES])
    print(f"bound: adding up every posting, p50 {bound:.2f} ms: look-up takes {typical / bound:.2f} of it")
    full_text(entries, corpus.probes, typical)
    peer = statistics.median(scan(entries[:PEER_ENTRIES], corpus.probes))
    print(
        f"peer: RapidFuzz over {min(PEER_ENTRIES, len(entries)):,} texts, p50 {peer:.0f} ms: {peer / typical:.0f} times the look-up"
    )
    changed = [
        timed(lambda n=n: index.add(Entry(f"new{n}", "app", "新", "", entries[n].functions))) for n in range(ADDED)
    ]
    print(f"add: p50 {statistics.median(changed):.2f} ms, max {max(changed):.2f} ms\n")


def look_up(index: LikenessIndex, probes: list[Probe]) -> float:
    """Print times and hits by kind; return the median of all, in ms. The first ten questions only warm up."""
    for probe in probes[:10]:
        index.similar(probe.asked)
    times: dict[str, list[float]] = {kind: [] for kind in KINDS}
    used: list[float] = []
    hits: dict[str, list[bool]] = {kind: [] for kind in KINDS}
    for probe in probes:
        began, began_cpu = time.perf_counter(), time.thread_time()
        found = index.similar(probe.asked)
        used.append((time.thread_time() - began_cpu) * 1000)
        times[probe.kind].append((time.perf_counter() - began) * 1000)
        hits[probe.kind].append(probe.truth in {each.id for each in found})
    for kind in KINDS:
        report(kind, times[kind], hits[kind])
    every = [value for kind in KINDS for value in times[kind]]
    report("all", every, [hit for kind in KINDS for hit in hits[kind]])
    print("  of a processor, whatever else runs: p50 {:.2f} ms, p95 {:.2f} ms".format(*np.percentile(used, [50, 95])))
    return statistics.median(every)


def report(name: str, times: list[float], hits: list[bool]) -> None:
    p50, p95 = np.percentile(times, [50, 95])
    print(
        f"  {name:10} p50 {p50:6.2f} ms  p95 {p95:6.2f} ms  hit@10 {sum(hits) / len(hits):.3f}  ({len(hits)} questions)"
    )


def all_postings(index: LikenessIndex, probe: Probe) -> float:
    """Milliseconds to read and add up every posting of a question's telling words: no ranking, no reasons."""
    entry = probe.asked if isinstance(probe.asked, Entry) else Entry("", "", "", description=probe.asked)
    tokens = pack([entry], index.tokeniser).tokens & TOKEN_MASK
    tokens = tokens[~index.weights.generic(tokens)]

    def read() -> None:
        for segment in index._segments:
            at = np.minimum(np.searchsorted(segment.terms, tokens), max(len(segment.terms) - 1, 0))
            lists = (
                [segment.postings[segment.starts[n] : segment.starts[n + 1]] for n in at] if len(segment.terms) else []
            )
            if lists:
                np.bincount(np.concatenate(lists), minlength=segment.size).argmax()

    return timed(read)


def full_text(entries: list[Entry], probes: list[Probe], typical: float) -> None:
    """The peer that every installation has: SQLite's trigram index. Finding the rarest trigrams is not counted."""
    base = sqlite3.connect(":memory:")
    began = time.perf_counter()
    base.execute("CREATE VIRTUAL TABLE told USING fts5(text, tokenize = 'trigram', detail = 'none')")
    base.executemany(
        "INSERT INTO told(rowid, text) VALUES (?, ?)",
        ((n, "；".join((entry.name, *entry.functions))) for n, entry in enumerate(entries)),
    )
    base.execute("CREATE VIRTUAL TABLE terms USING fts5vocab(told, 'row')")
    built = time.perf_counter() - began
    times, hits = [], []
    for probe in probes[:BOUND_PROBES]:
        text = "；".join(probe.asked.functions) if isinstance(probe.asked, Entry) else probe.asked
        grams = {text[at : at + 3] for at in range(len(text) - 2)}
        known = {gram: base.execute("SELECT doc FROM terms WHERE term = ?", (gram,)).fetchone() for gram in grams}
        rarest = sorted((gram for gram in grams if known[gram]), key=lambda gram: known[gram])[:RAREST]
        if not rarest:  # it knows none of the question's trigrams
            hits.append(False)
            continue
        asked = " OR ".join('"{}"'.format(gram.replace('"', '""')) for gram in rarest)
        found: list[str] = []

        def ask(asked: str = asked, found: list[str] = found) -> None:
            rows = base.execute("SELECT rowid FROM told WHERE told MATCH ? ORDER BY rank LIMIT 10", (asked,))
            found += [entries[row[0]].id for row in rows]

        times.append(timed(ask))
        hits.append(probe.truth in found)
    p50, p95 = np.percentile(times, [50, 95])
    print(
        f"peer: FTS5 trigram, build {built:.0f} s, p50 {p50:.1f} ms, p95 {p95:.1f} ms, hit@10 {sum(hits) / len(hits):.3f}:"
        f" {p50 / typical:.1f} times the look-up"
    )


def scan(entries: list[Entry], probes: list[Probe]) -> list[float]:
    texts = ["；".join(entry.functions) for entry in entries]
    asked = [probe.asked for probe in probes if isinstance(probe.asked, Entry)][:PEER_PROBES]
    return [
        timed(lambda entry=entry: process.cdist(["；".join(entry.functions)], texts, scorer=fuzz.token_sort_ratio))
        for entry in asked
    ]


def timed(work) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
