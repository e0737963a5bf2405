"""Interface prose in Chinese: each room's catalogue, compiled at set-up without system gettext, and kept complete."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
from django.utils.translation import template as django_template

ROOMS = Path(__file__).resolve().parents[1]
_CALLS = {"gettext", "gettext_lazy", "_", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
_PLURAL = {"ngettext", "ngettext_lazy"}
_TEMPLATE_CALL = re.compile(r"\b(gettext|ngettext|pgettext|_)\s*\(")


def compile_messages() -> int:
    """Compile every catalogue that is newer than its compiled form; returns how many."""
    count = 0
    for path in sorted(ROOMS.glob("*/locale/*/LC_MESSAGES/django.po")):
        compiled = path.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime:
            polib.pofile(str(path)).save_as_mofile(str(compiled))
            count += 1
    return count


def messages_of(room: Path) -> dict[str, str | None]:
    """Every English message a room uses: singular → plural or ``None``."""
    found: dict[str, str | None] = {}
    for path in sorted([*room.rglob("*.py"), *room.rglob("*.html"), *room.rglob("*.txt")]):
        if "migrations" in path.parts or "locale" in path.parts or "static" in path.parts:
            continue
        source = path.read_text("utf-8")
        if path.suffix != ".py":
            if "{% trans" not in source and "{% blocktrans" not in source and "_(" not in source:
                continue
            source = _as_python(source)
        for singular, plural in _calls(source):
            found[singular] = plural or found.get(singular)
    return found


def missing_messages() -> list[tuple[str, str]]:
    """``(room, message)`` of everything without a finished Chinese wording: absent, empty or fuzzy."""
    missing = []
    for room in _rooms():
        catalogue = _catalogue(room)
        for singular in messages_of(room):
            entry = catalogue.find(singular)
            if entry is None or not entry.translated() or entry.fuzzy:
                missing.append((room.name, singular))
    return missing


def worded_twice() -> list[str]:
    """Messages that one room words twice, or two rooms differently: the catalogues are joined, and one would win all over."""
    wordings: dict[tuple[str | None, str], set[str]] = {}
    twice = set()
    for room in _rooms():
        seen = set()
        for entry in _catalogue(room):
            key = (entry.msgctxt, entry.msgid)
            wordings.setdefault(key, set()).add(entry.msgstr or entry.msgstr_plural.get(0, ""))
            if key in seen or len(wordings[key]) > 1:
                twice.add(entry.msgid)
            seen.add(key)
    return sorted(twice)


def add_missing_messages() -> list[tuple[str, str]]:
    """Add blank entries for messages the catalogues lack; returns everything that still needs Chinese."""
    for room in _rooms():
        catalogue = _catalogue(room)
        for singular, plural in messages_of(room).items():
            if catalogue.find(singular) is None:
                extra = {"msgid_plural": plural, "msgstr_plural": {0: ""}} if plural else {}
                catalogue.append(polib.POEntry(msgid=singular, **extra))
        if len(catalogue):
            path = _path(room)
            path.parent.mkdir(parents=True, exist_ok=True)
            catalogue.save(str(path))
    return missing_messages()


def _rooms() -> list[Path]:
    return sorted(path for path in ROOMS.iterdir() if (path / "__init__.py").exists())


def _path(room: Path) -> Path:
    return room / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


def _catalogue(room: Path) -> polib.POFile:
    path = _path(room)
    if path.exists():
        return polib.pofile(str(path))
    catalogue = polib.POFile()
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=utf-8",
        "Language": "zh_Hans",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    return catalogue


def _as_python(source: str) -> str:
    """A template as the Python calls of its messages, the way Django's own extraction sees it."""
    return "\n".join(line for line in django_template.templatize(source).splitlines() if _TEMPLATE_CALL.search(line))


def _calls(source: str) -> Iterator[tuple[str, str | None]]:
    for node in _nodes(source):
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name not in _CALLS:
            continue
        texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if name.startswith("pgettext"):
            texts = texts[1:]
        if texts:
            yield texts[0], texts[1] if name in _PLURAL and len(texts) > 1 else None


def _nodes(source: str) -> Iterator[ast.Call]:
    """Calls in Python source; a templatised page is read call by call, since it is no whole module."""
    try:
        trees = [ast.parse(source)]
    except SyntaxError:
        trees = [
            tree
            for found in re.finditer(r"\b(?:n?gettext|pgettext|_)\s*\(", source)
            if (tree := _call_at(source, found.start()))
        ]
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield node


def _call_at(source: str, start: int) -> ast.AST | None:
    for end in [found.end() for found in re.finditer(r"\)", source[start:])][:20]:
        try:
            return ast.parse(source[start : start + end].strip())
        except SyntaxError:
            continue
    return None
