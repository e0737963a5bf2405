"""An index on disk: one numpy file per array, one manifest, replaced in a single step.

    FOLDER/current            the name of the version in use, written last
    FOLDER/v-…/manifest.json  format, word tables, sizes
    FOLDER/v-…/counts.npy, tokens.npy, …

Readers that have an older version mapped keep it until they let go.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from qingzhuang.analytics.likeness.segment import ARRAYS, Segment
from qingzhuang.analytics.likeness.synonyms import Synonyms
from qingzhuang.analytics.likeness.weights import Weights

FORMAT = 1
_CURRENT, _MANIFEST = "current", "manifest.json"


class UnusableIndex(ValueError):
    """A saved index that is missing, damaged, of another format or made with other word tables: build it again."""


def save(folder: Path, segments: Sequence[Segment], weights: Weights, synonyms: Synonyms) -> None:
    """Write a new version beside the old one, then point ``current`` at it and remove the old."""
    folder.mkdir(parents=True, exist_ok=True)
    version = Path(tempfile.mkdtemp(prefix="v-", dir=folder))
    for number, segment in enumerate(segments):
        for name in ARRAYS:
            _write(version / f"{number}-{name}.npy", getattr(segment, name))
    _write(version / "counts.npy", weights.counts)
    manifest = {
        "format": FORMAT,
        "words": synonyms.fingerprint,
        "entries": weights.entries,
        "segments": [segment.size for segment in segments],
    }
    (version / _MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    pointer = folder / f".{_CURRENT}-{version.name}"
    pointer.write_text(version.name, encoding="utf-8")
    os.replace(pointer, folder / _CURRENT)
    for old in folder.glob("v-*"):
        if old != version:
            shutil.rmtree(old, ignore_errors=True)


def load(folder: Path, synonyms: Synonyms) -> tuple[tuple[Segment, ...], Weights]:
    """Map the version in use; what changes while serving (counts, alive) is read into memory."""
    try:
        version = folder / (folder / _CURRENT).read_text(encoding="utf-8").strip()
        manifest = json.loads((version / _MANIFEST).read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT:
            raise UnusableIndex(f"{folder}: format {manifest['format']}, not {FORMAT}")
        if manifest["words"] != synonyms.fingerprint:
            raise UnusableIndex(f"{folder}: made with other word tables")
        segments = tuple(_segment(version, number, size) for number, size in enumerate(manifest["segments"]))
        counts = np.load(version / "counts.npy", mmap_mode="c")
        return segments, Weights(synonyms, counts, int(manifest["entries"]))
    except UnusableIndex:
        raise
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnusableIndex(f"{folder}: {error}") from error


def _write(path: Path, array: np.ndarray) -> None:
    with path.open("wb") as stream:
        np.save(stream, array, allow_pickle=False)
        stream.flush()
        os.fsync(stream.fileno())


def _segment(version: Path, number: int, size: int) -> Segment:
    # As plain arrays: the mapped kind does work of its own each time a slice is taken.
    arrays = {
        name: np.asarray(np.load(version / f"{number}-{name}.npy", mmap_mode=None if name == "alive" else "r"))
        for name in ARRAYS
    }
    segment = Segment(**arrays)
    if segment.size != size or len(segment.text_offsets) != size + 1 or len(segment.alive) != size:
        raise UnusableIndex(f"{version}: block {number} does not have its {size} entries")
    return segment
