"""Files of the hub at rest: sheets that come and go hold what the tables hold, so they are sealed like the tables.

A file is written in pieces, each sealed to its name, its place and whether it is the last, so that a piece cut off,
moved or taken from another file does not open. In the clear it stands only in an unlinked file while somebody reads it.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.db import models

from qingzhuang.datahub.sealing import BrokenSeal, seal_bytes, unseal_bytes

MARK = b"QZSF1\n"
PIECE = 1 << 20
IN_MEMORY = 16 << 20
OPEN_FILES = Path("/proc/self/fd")


class SealedStorage(FileSystemStorage):
    """The site's files, sealed as they are written and opened as they are read."""

    def _save(self, name: str, content: File) -> str:
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as sealed:
            sealed.write(MARK)
            for piece in _pieces(content, name):
                sealed.write(len(piece).to_bytes(4) + piece)
            sealed.seek(0)
            stored = super()._save(name, File(sealed, name))
        if stored == name:
            return name
        # Somebody took the name meanwhile, and what is sealed to one name does not open under another.
        self.delete(stored)
        return self._save(self.get_available_name(name), content)

    def _open(self, name: str, mode: str = "rb") -> File:
        return OpenedFile(self, name)

    def unsealed(self, name: str) -> IO[bytes]:
        """A file's contents, at their beginning; raises :class:`BrokenSeal`."""
        plain: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 (closed by whoever reads it)
        with super()._open(name, "rb") as stored:
            _unseal_into(plain, stored, name)
        plain.seek(0)
        return plain


class OpenedFile(File):
    """A sealed file while it is read; closed, it can be opened again."""

    def __init__(self, storage: SealedStorage, name: str) -> None:
        self._storage = storage
        super().__init__(storage.unsealed(name), name)

    def open(self, mode: str | None = None, *args: Any, **kwargs: Any) -> OpenedFile:
        if self.closed:
            self.file = self._storage.unsealed(self.name)
        self.seek(0)
        return self


class SealedFileField(models.FileField):
    """A file kept sealed. Where it lies is nothing the database knows of, so migrations see a plain file field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "storage": SealedStorage()})

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("storage", None)
        return name, "django.db.models.FileField", args, kwargs


@contextmanager
def in_the_clear(file: models.fields.files.FieldFile) -> Iterator[Path]:
    """A path at which a sealed file can be read while the block runs, for readers that take nothing but a path."""
    # Without a name on the disk, a process that is killed leaves nothing behind.
    nameless = OPEN_FILES.exists()
    with tempfile.TemporaryFile() if nameless else tempfile.NamedTemporaryFile() as plain:
        with file.storage.open(file.name) as opened:
            shutil.copyfileobj(opened, plain, PIECE)
        plain.flush()
        yield OPEN_FILES / str(plain.fileno()) if nameless else Path(plain.name)


def _pieces(content: File, name: str) -> Iterator[bytes]:
    content.seek(0)
    number, piece = 0, content.read(PIECE)
    while True:
        following = content.read(PIECE)
        yield seal_bytes(piece, _place(name, number, last=not following))
        if not following:
            return
        number, piece = number + 1, following


def _unseal_into(plain: IO[bytes], stored: File, name: str) -> None:
    if stored.read(len(MARK)) != MARK:
        raise BrokenSeal(name)
    number, size = 0, stored.read(4)
    while size:
        piece, size = stored.read(int.from_bytes(size)), stored.read(4)
        plain.write(unseal_bytes(piece, _place(name, number, last=not size)))
        number += 1


def _place(name: str, number: int, *, last: bool) -> str:
    return f"file {name} {number} {'end' if last else 'on'}"
