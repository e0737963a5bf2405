"""Where partitions by day may lie: a folder, or a bucket of an object store. Both are opened for a while, and hold
``day=YYYY-MM-DD/NAME``; a file appears there whole or not at all."""

from __future__ import annotations

import contextlib
import datetime
import fcntl
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from qingzhuang.analytics.activity.objects import SCHEME, Bucket

DAY = "day="
Place = Path | Bucket


class Held(Protocol):
    """A place while it is open."""

    root: Path

    def days(self) -> list[datetime.date]: ...

    def names(self, day: datetime.date) -> list[str]: ...

    def fetch(self, day: datetime.date, name: str) -> Path:
        """A file to read; ``FileNotFoundError`` if somebody made one of it meanwhile."""

    def draft(self, day: datetime.date, name: str) -> Path:
        """Where a file is to be written that :meth:`keep` then puts in its place."""

    def keep(self, day: datetime.date, name: str) -> None: ...

    def drop(self, day: datetime.date, name: str) -> None: ...


def place_at(address: str) -> Place:
    """The place of an address: ``s3://bucket/prefix``, or a path."""
    return Bucket.at(address) if address.startswith(SCHEME) else Path(address)


@contextlib.contextmanager
def opened(place: Place, *, alone: bool) -> Iterator[Held]:
    """The place, open. A folder is locked: for oneself, or with other readers. A bucket has no locks: what is read there
    is right while others write, but only one may compact at a time."""
    if isinstance(place, Bucket):
        with tempfile.TemporaryDirectory(prefix="qz-usage-") as scratch:
            yield _HeldBucket(place, Path(scratch))
        return
    place.mkdir(parents=True, exist_ok=True)
    with (place / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield _HeldFolder(place)


class _HeldFolder:
    def __init__(self, root: Path) -> None:
        self.root = root

    def days(self) -> list[datetime.date]:
        return _days(each.name for each in self.root.glob(f"{DAY}*"))

    def names(self, day: datetime.date) -> list[str]:
        return sorted(file.name for file in (self.root / f"{DAY}{day}").glob("*.parquet"))

    def fetch(self, day: datetime.date, name: str) -> Path:
        return self.root / f"{DAY}{day}" / name

    def draft(self, day: datetime.date, name: str) -> Path:
        target = self.fetch(day, f"{name}.new")
        target.parent.mkdir(exist_ok=True)
        return target

    def keep(self, day: datetime.date, name: str) -> None:
        made = self.draft(day, name)
        with made.open("rb") as file:
            os.fsync(file.fileno())
        os.replace(made, self.fetch(day, name))

    def drop(self, day: datetime.date, name: str) -> None:
        self.fetch(day, name).unlink(missing_ok=True)


class _HeldBucket:
    """``root`` is a scratch folder with what was fetched."""

    def __init__(self, bucket: Bucket, root: Path) -> None:
        self.bucket, self.root = bucket, root

    def days(self) -> list[datetime.date]:
        return _days(self.bucket.folders(DAY))

    def names(self, day: datetime.date) -> list[str]:
        return sorted(name for name in self.bucket.names(f"{DAY}{day}") if name.endswith(".parquet"))

    def fetch(self, day: datetime.date, name: str) -> Path:
        target = self._local(day, name)
        self.bucket.get(f"{DAY}{day}/{name}", target)
        return target

    def draft(self, day: datetime.date, name: str) -> Path:
        return self._local(day, f"{name}.new")

    def keep(self, day: datetime.date, name: str) -> None:
        self.bucket.put(f"{DAY}{day}/{name}", self.draft(day, name))

    def drop(self, day: datetime.date, name: str) -> None:
        self.bucket.delete(f"{DAY}{day}/{name}")

    def _local(self, day: datetime.date, name: str) -> Path:
        target = self.root / f"{DAY}{day}" / name
        target.parent.mkdir(exist_ok=True)
        return target


def _days(names: Iterator[str]) -> list[datetime.date]:
    return sorted(datetime.date.fromisoformat(name.removeprefix(DAY)) for name in names)
