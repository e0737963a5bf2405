"""Cell references after rows were added below a row: what lies below moves, what reaches to it is stretched."""

from __future__ import annotations

import re
from dataclasses import dataclass

from openpyxl.formula.tokenizer import Token, Tokenizer
from openpyxl.formula.translate import Translator

LAST_ROW = 1_048_576
_CELL = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)(\d{1,7})$")
_ROW = re.compile(r"(\$?)(\d{1,7})$")
_QUALIFIED = re.compile(r"(?:'((?:[^']|'')*)'|([^!'\[\]]+))!(.*)$", re.DOTALL)


class Unmovable(ValueError):
    """A reference that cannot be moved with certainty."""


@dataclass(frozen=True, slots=True)
class Shift:
    """``count`` rows added after row ``after`` of the sheet named ``sheet``."""

    sheet: str
    after: int
    count: int

    def row(self, number: int) -> int:
        return number + self.count if number > self.after else number

    def area(self, reference: str) -> str:
        """``B5:D10`` or ``B5``; a range that ends in the row takes the added rows in, a single cell does not.

        What reaches to the end of the sheet still does.
        """
        first, colon, last = reference.partition(":")
        return self._end(first, stretch=False) + colon + (self._end(last, stretch=True) if colon else "")

    def areas(self, sqref: str) -> str:
        """The places that a rule is for: blank-separated; here a single cell of the row is stretched as well."""
        return " ".join(self._stretched(part) for part in sqref.split())

    def _stretched(self, reference: str) -> str:
        if ":" not in reference and _CELL.match(reference) and int(_CELL.match(reference)[4]) == self.after:
            reference = f"{reference}:{reference}"
        return self.area(reference)

    def _end(self, part: str, *, stretch: bool) -> str:
        found = _CELL.match(part) or _ROW.match(part)
        if found is None:
            return part
        number = int(found.groups()[-1])
        moved = number + self.count if number > self.after or (stretch and number == self.after) else number
        return part[: found.start(found.lastindex)] + str(min(moved, LAST_ROW))

    def formula(self, text: str, *, own: bool) -> str:
        """A formula's text without its ``=``; ``own`` is true on the sheet itself, where names of sheets are left out."""
        if "'" not in text and "!" not in text and not own:
            return text
        tokens = Tokenizer(f"={text}")
        for token in tokens.items:
            if token.type == Token.OPERAND and token.subtype == Token.RANGE:
                token.value = self._operand(token.value, own=own)
        return tokens.render()[1:]

    def _operand(self, value: str, *, own: bool) -> str:
        found = _QUALIFIED.match(value)
        if found is None:
            return self.area(value) if own else value
        name = (found[1] or "").replace("''", "'") or found[2] or ""
        if ":" in name and self.sheet in name.split(":"):
            raise Unmovable(value)
        if name != self.sheet:
            return value
        return value[: found.start(3)] + self.area(found[3])


def translated(formula: str, origin: str, target: str) -> str:
    """A formula (without ``=``) as it reads when copied from one cell to another."""
    return Translator(f"={formula}", origin=origin).translate_formula(target)[1:]
