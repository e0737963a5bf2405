"""Filling real forms from made-up persons, beside the same forms with field marks, filled by putting values for marks.

    python -m benchmarks.forms [FOLDER]

FOLDER (by default ../shared/cases/forms/LilyAva000-office-work/server) holds ``templates/empty/*``, their marked twins
in ``templates/xlsx`` and ``templates/docx`` (named ``…-template``), and persons as JSON in ``data/persons``. A mark such
as ``{{姓名}}`` or ``{{考核['2023']}}`` stands for the value under that name, wherever in the person's JSON it is. Every
cell with a mark that the JSON answers must say the same in both; every other cell must say what the empty form says.
"""

from __future__ import annotations

import json
import re
import sys
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from qingzhuang.sheets.fill import fill, read_holdings, read_template
from qingzhuang.sheets.reading import read_workbook
from qingzhuang.sheets.safety import open_upload
from qingzhuang.sheets.workbook import cell_name

DEFAULT_FOLDER = Path(__file__).parents[2] / "shared/cases/forms/LilyAva000-office-work/server"
MARK = re.compile(r"\{\{\s*(.+?)\s*\}\}")


def answers(person: object, path: list[str]) -> Iterator[object]:
    """Every value under the path, at whatever depth it begins."""
    if isinstance(person, dict):
        here = person
        for step in path:
            here = here.get(step) if isinstance(here, dict) else None
        if here not in (None, ""):
            yield here
        for value in person.values():
            yield from answers(value, path)


def rendered(text: str, person: object) -> str | None:
    """A marked cell with values for its marks; ``None`` when a mark has no answer."""
    said = text
    for mark in MARK.finditer(text):
        path = [step for step in re.split(r"\[['\"]?|['\"]?\]|\.", mark[1]) if step]
        found = next((each for each in answers(person, path) if not isinstance(each, dict | list)), None)
        if found is None:
            return None
        said = said.replace(mark[0], str(found))
    return said


def compare(empty: Path, twin: Path | None, person: Path) -> bool:
    held = json.loads(person.read_text(encoding="utf-8"))
    content, report = fill(read_template(open_upload(empty)), read_holdings(open_upload(person)))
    before, after = read_workbook(open_upload(empty)), read_workbook(open_upload(content, empty.name))
    marked = read_workbook(open_upload(twin)) if twin else None
    same = wrong = 0
    filled = {(each.sheet, *report.place(each)) for each in report.filled}
    for number, sheet in enumerate(before.sheets):
        in_twin = marked.sheets[number].cells.keys() if marked else set()
        for row, column in sheet.cells.keys() | in_twin:
            text = marked.sheets[number].text(row, column) if marked else ""
            added = sum(count for (at, last), count in report.added.items() if at == number and last < row)
            place = row + added, column
            expected = rendered(text, held) if MARK.search(text) else None
            if expected is None and (number, *place) not in filled:
                expected = sheet.text(row, column)
            if expected is None:
                continue
            found = after.sheets[number].text(*place)
            good = found == expected
            same, wrong = same + good, wrong + (not good)
            if not good:
                print(f"    {sheet.name}!{cell_name(*place)}: {found!r}, expected {expected!r}")
    with zipfile.ZipFile(empty) as a, zipfile.ZipFile(BytesIO(content)) as b:
        other = [name for name in a.namelist() if a.read(name) != b.read(name)]
    against = "marked twin" if twin else "no twin: only what must stay"
    print(
        f"  {empty.name} {person.stem} ({against}): {len(filled)} filled, {same} right, {wrong} wrong; changed {other}"
    )
    return not wrong and len(other) == 1


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_FOLDER
    forms = sorted((folder / "templates/empty").glob("*.*"))
    if not forms:
        print(f"no forms in {folder}", file=sys.stderr)
        return 2
    good = True
    for empty in forms:
        twin = folder / "templates" / empty.suffix[1:] / f"{empty.stem}-template{empty.suffix}"
        for person in sorted((folder / "data/persons").glob("*.json")):
            good &= compare(empty, twin if twin.exists() else None, person)
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
