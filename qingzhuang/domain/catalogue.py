"""The one registry class: what can be extended is listed in catalogues, one per thing."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import Generic, Protocol, TypeVar


class Coded(Protocol):
    @property
    def code(self) -> str: ...


T = TypeVar("T", bound=Coded)


class Catalogue(Generic[T]):
    """Entries by code, in the order of their modules' names; a second entry of the same code is refused."""

    def __init__(self, name: str, package: str | None = None) -> None:
        self.name = name
        self._package = package
        self._entries: dict[str, T] = {}
        self._loaded = package is None

    def register(self, entry: T) -> T:
        if entry.code in self._entries:
            raise ValueError(f"{self.name}: {entry.code!r} is registered twice")
        self._entries[entry.code] = entry
        return entry

    def get(self, code: str) -> T:
        """Return the entry; ``KeyError`` names the catalogue and what it knows."""
        self._load()
        try:
            return self._entries[code]
        except KeyError:
            raise KeyError(f"{self.name} knows no {code!r}; it knows {', '.join(self._entries)}") from None

    def __contains__(self, code: object) -> bool:
        self._load()
        return code in self._entries

    def __iter__(self) -> Iterator[T]:
        self._load()
        return iter(self._entries.values())

    def __len__(self) -> int:
        self._load()
        return len(self._entries)

    def codes(self) -> list[str]:
        self._load()
        return list(self._entries)

    def _load(self) -> None:
        """Import every module beside the catalogue, so that a new entry is one new file."""
        if self._loaded or self._package is None:
            return
        self._loaded = True
        package: ModuleType = importlib.import_module(self._package)
        for module in sorted(m.name for m in pkgutil.iter_modules(package.__path__) if not m.name.startswith("_")):
            importlib.import_module(f"{self._package}.{module}")
